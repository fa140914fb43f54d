#!/usr/bin/env bash
# Engines in other languages beside those of `cargo bench --bench rivals`, in one run: makes an
# environment of Python's under target/, builds the bench, prints a table. Arguments are the bench's.
set -euo pipefail
cd "$(dirname "$0")/../.."
python=${PYTHON:-python3}
command -v "$python" >/dev/null || { echo "Python 3.9 or later is needed, as python3 or in PYTHON" >&2; exit 1; }

place=${CARGO_TARGET_DIR:-target}/rivals
[[ -x $place/python/bin/python ]] || "$python" -m venv "$place/python"
"$place/python/bin/pip" install --quiet --requirement benches/rivals/python/requirements.txt
program=$(cargo bench --quiet --bench rivals --no-run --message-format=json |
    sed -n 's/.*"executable":"\([^"]*\)".*/\1/p' | tail -n 1)
exec "$place/python/bin/python" benches/rivals/python/rivals.py "$program" "$place/given" "$@"
