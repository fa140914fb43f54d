//! Packs that lie on one another, as the files that were found for each.
//!
//! Knows nothing of where files come from. Invariant: the lowest pack stands first, and where one
//! below it could not be had, the reason is kept to be told where it was asked for.

use std::borrow::Cow;

use crate::codebook::BUILTIN;
use crate::diagnostic::{Place, Report, nearest, quoted};
use crate::schema::{Draft, FileKind, LayerFiles};

/// The packs, the lowest first.
#[derive(Debug, Default)]
pub(crate) struct Stack {
    pub(crate) layers: Vec<Files>,
    /// Why the pack that the lowest one asks for is not there.
    pub(crate) missing: Option<Missing>,
}

/// The files of a pack.
#[derive(Debug, Default)]
pub(crate) struct Files {
    /// What stands before a path in a message.
    pub(crate) shown: String,
    /// The path inside the pack, with `/`, and the content.
    pub(crate) files: Vec<(String, String)>,
}

/// Why a pack that another one asks for is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Missing {
    /// None of this name was given.
    Unknown,
    /// There is no directory of this name.
    Nowhere,
    /// Its files could not be read, for this reason.
    Unreadable(String),
    /// It lies, by itself or by others, on the one that asks.
    Circle,
    /// There are more than may lie on one another.
    TooMany,
}

/// How many packs may lie on one another.
pub(crate) const MOST_LAYERS: usize = 8;

/// The files of a pack, sorted, and what stands before their paths in a message.
pub(super) type Sorted<'f> = (&'f str, Vec<(&'f str, &'f str)>);

impl Stack {
    /// The packs with their files sorted.
    pub(super) fn sorted(&self) -> Vec<Sorted<'_>> {
        let layers = self.layers.iter();
        layers
            .map(|layer| {
                let files = layer.files.iter();
                let mut files: Vec<(&str, &str)> =
                    files.map(|(path, content)| (path.as_str(), content.as_str())).collect();
                files.sort_unstable();
                (layer.shown.as_str(), files)
            })
            .collect()
    }

    /// Reports that the pack on which the lowest one lies is not there; then no name is unknown,
    /// since it may stand there.
    pub(super) fn report_missing(&self, lowest: &mut Draft, report: &mut Report<'_>) {
        let Some(missing) = &self.missing else { return };
        lowest.broken.extend(FileKind::ALL);
        lowest.layer = None;
        let extends = lowest.pack.as_ref().and_then(|pack| pack.extends.as_ref());
        let Some(extends) = extends else { return };
        let name = quoted(&extends.value);
        let near = nearest(&extends.value, [BUILTIN].into_iter());
        let meant = near.map(|near| format!("did you mean `{near}`?"));
        let meant = meant.as_deref().unwrap_or(
            "write `core-en` for the built-in rules, or the path of a rule directory as seen from \
             this one, such as `../ours`",
        );
        let (slug, message, help) = match missing {
            Missing::Unknown => ("unknown-layer", format!("no pack is called {name}"), meant),
            Missing::Nowhere => (
                "unknown-layer",
                format!("no pack is called {name}, and there is no directory of that name"),
                meant,
            ),
            Missing::Unreadable(reason) => {
                ("unknown-layer", format!("cannot read {name}: {reason}"), meant)
            }
            Missing::Circle => (
                "layer-cycle",
                format!("{name} lies, by itself or by others, on this pack"),
                "let one of them lie on `core-en` or on nothing",
            ),
            Missing::TooMany => (
                "too-many-layers",
                format!("more than {MOST_LAYERS} packs lie on one another"),
                "put some of them together",
            ),
        };
        report.add(extends.place, slug, message, help);
    }
}

/// The files for a report, and those of each pack for reading.
pub(super) fn listed<'f>(
    layers: &'f [Sorted<'f>],
    missing: bool,
) -> (Vec<(Cow<'f, str>, &'f str)>, Vec<LayerFiles<'f>>) {
    let mut all = Vec::new();
    let mut parts = Vec::new();
    for (at, (shown, files)) in layers.iter().enumerate() {
        let upper = at > 0 || missing;
        parts.push(LayerFiles { first: all.len(), files, shown, upper });
        all.extend(files.iter().map(|(path, content)| {
            let path = if shown.is_empty() {
                Cow::Borrowed(*path)
            } else {
                Cow::Owned(format!("{shown}{path}"))
            };
            (path, *content)
        }));
    }
    (all, parts)
}

/// Which layer the file at this place of a report belongs to.
pub(super) fn layer_of(parts: &[LayerFiles<'_>], place: Place) -> usize {
    parts.partition_point(|part| part.first <= place.file).saturating_sub(1)
}
