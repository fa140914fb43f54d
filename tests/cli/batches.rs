//! Does a batch of any size come through whole, in order, and with an answer for every line?

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use flate2::write::GzEncoder;
use serde_json::Value;

use crate::{DISMISSAL, Done, NEUTRAL, codes, command, directory, file, run, said};

/// Lines of which one in a hundred is broken, in one of ten ways; and the slugs of those.
fn lines(many: usize) -> (Vec<u8>, Vec<(usize, &'static str)>) {
    let (mut bytes, mut broken) = (Vec::new(), Vec::new());
    for number in 1..=many {
        if number % 100 == 37 {
            let (line, slug) = BROKEN[number / 100 % BROKEN.len()];
            bytes.extend(line);
            broken.push((number, slug));
        } else {
            let text = if number % 3 == 0 { DISMISSAL } else { NEUTRAL };
            bytes.extend(said(text).replacen('{', &format!("{{\"id\":{number},"), 1).bytes());
        }
        bytes.push(b'\n');
    }
    (bytes, broken)
}

const BROKEN: [(&[u8], &str); 10] = [
    (b"hello", "malformed-json"),
    (br#"{"text":"a""#, "malformed-json"),
    (br#"{"text":3}"#, "wrong-type"),
    (br#"{"text":"a","session":0}"#, "wrong-number"),
    (br#"{"text":"a","speaker":"coache"}"#, "unknown-speaker"),
    (br#"{"behaviours":["session_canceled"]}"#, "unknown-behaviour"),
    (b"{\"text\":\"\xFF\"}", "invalid-utf8"),
    (br#"{"txt":"a"}"#, "unknown-key"),
    (br#"{"text":"a","text":"b"}"#, "duplicate-key"),
    (br#"{"speaker":"coach"}"#, "nothing-to-read"),
];

#[test]
fn one_broken_line_in_a_hundred_gives_every_good_answer_and_one_error_each() {
    let (input, broken) = lines(4000);
    let path = file("broken.jsonl", input);
    for jobs in ["1", "2", "7"] {
        let done = run(&["assess", "--quiet", "--jobs", jobs, &path], "");
        let mut broken = broken.iter();
        for (number, answer) in (1..).zip(done.answers()) {
            if number % 100 == 37 {
                let (line, slug) = broken.next().unwrap();
                assert_eq!(answer["error"]["line"], *line);
                assert_eq!(answer["error"]["slug"], *slug, "line {line}");
            } else {
                assert_eq!(answer["id"], number);
                assert_eq!(codes(&answer).is_empty(), number % 3 != 0, "line {number}");
            }
        }
        assert_eq!(broken.next(), None);
        assert_eq!(done.out.lines().count(), 4000);
        assert_eq!(done.status, 1);
    }
}

#[test]
fn every_form_is_the_same_on_one_thread_and_on_many() {
    let path = file("same.jsonl", lines(1200).0);
    for format in ["jsonl", "json", "csv", "text"] {
        let with = |jobs: &str| run(&["assess", "-f", format, "--jobs", jobs, &path], "").out;
        let alone = with("1");
        assert!(!alone.is_empty());
        assert!(alone == with("5"), "{format} differs");
    }
}

#[test]
fn a_summary_says_what_was_done() {
    let done = run(&["assess"], format!("{}\nx\n{}\n", said(DISMISSAL), said(NEUTRAL)));
    assert!(done.err.starts_with("pushback: 2 observations read in "), "{}", done.err);
    assert!(done.err.contains(" a second), 1 code in 1 answer"), "{}", done.err);
    assert!(done.err.ends_with("; 1 line could not be read\n"), "{}", done.err);
    let quiet = run(&["assess", "--quiet"], said(NEUTRAL));
    assert_eq!((quiet.status, quiet.err.as_str()), (0, ""));
}

#[test]
fn strict_stops_at_the_first_line_that_cannot_be_read() {
    let input = format!("{}\nx\n{}\n", said(DISMISSAL), said(NEUTRAL));
    let done = run(&["assess", "--strict"], input);
    let answers = done.answers();
    assert_eq!(answers.len(), 2);
    assert_eq!(answers[1]["error"]["line"], 2);
    assert_eq!(done.status, 1);
    let fine = run(&["assess", "--strict"], said(DISMISSAL));
    assert_eq!((fine.status, fine.answers().len()), (0, 1));
}

#[test]
fn skip_and_limit_count_records_over_all_files_and_keep_the_numbers_of_lines() {
    let (one, two) = (file("skip-1.jsonl", "x\n\ny\nz\n"), file("skip-2.jsonl", "u\nv\nw\n"));
    let places = |args: &[&str]| -> Vec<(String, u64)> {
        let done = run(&[&["assess", &one, &two][..], args].concat(), "");
        let place = |answer: &Value| {
            let error = &answer["error"];
            let file = error["file"].as_str().unwrap();
            (file[file.len() - 7..].to_owned(), error["line"].as_u64().unwrap())
        };
        done.answers().iter().map(place).collect()
    };
    let of = |places: &[(&str, u64)]| -> Vec<(String, u64)> {
        places.iter().map(|(file, line)| (format!("{file}.jsonl"), *line)).collect()
    };
    assert_eq!(places(&["--skip", "2", "--limit", "2"]), of(&[("1", 4), ("2", 1)]));
    assert_eq!(places(&["--skip", "5"]), of(&[("2", 3)]));
    assert_eq!(places(&["--limit", "1"]), of(&[("1", 1)]));
    assert_eq!(places(&["--limit", "0"]), []);
    assert_eq!(places(&["--skip", "100"]), []);
}

#[test]
fn what_gzip_or_zstd_has_packed_is_unpacked() {
    let lines = format!("{}\n{}\n", said(DISMISSAL), said(NEUTRAL));
    let zipped = |text: &str| {
        let mut packer = GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(text.as_bytes()).unwrap();
        packer.finish().unwrap()
    };
    let level = ruzstd::encoding::CompressionLevel::Fastest;
    let zstd = |text: &str| ruzstd::encoding::compress_to_vec(text.as_bytes(), level);
    // Several members or frames in a row are one text; zstd has frames that are to be skipped.
    let skippable = [&b"\x50\x2A\x4D\x18\x03\0\0\0xyz"[..], &zstd(&lines)].concat();
    for (name, packed) in [
        ("packed.jsonl.gz", zipped(&lines)),
        ("members.jsonl.gz", [zipped(&lines), zipped("")].concat()),
        ("packed.jsonl.zst", zstd(&lines)),
        ("frames.jsonl.zst", [zstd(&said(DISMISSAL)), zstd("\n"), zstd(&said(NEUTRAL))].concat()),
    ] {
        let done = run(&["assess", "--quiet", &file(name, packed)], "");
        let answers = done.answers();
        assert_eq!((done.status, answers.len()), (0, 2), "{name}: {}", done.err);
        assert_eq!(codes(&answers[0]), ["dismissal"], "{name}");
    }
    assert_eq!(run(&["assess", "--quiet"], zipped(&lines)).answers().len(), 2);
    let first = [&zstd(&lines)[..], &skippable[..]].concat();
    assert_eq!(run(&["assess", "--quiet"], first).answers().len(), 4);
}

#[test]
fn what_is_packed_and_damaged_is_told_and_what_came_before_is_answered() {
    let mut packer = GzEncoder::new(Vec::new(), flate2::Compression::fast());
    for number in 0..3000 {
        writeln!(packer, "{{\"id\":{number},\"text\":\"{}\"}}", number * 7919).unwrap();
    }
    let whole = packer.finish().unwrap();
    let cut = file("cut.jsonl.gz", &whole[..whole.len() / 2]);
    let done = run(&["assess", "--quiet", &cut], "");
    assert_eq!(done.status, 2);
    assert!(done.err.contains("cannot read the file `"), "{}", done.err);
    let answers = done.answers();
    assert!(answers.len() > 100 && answers.len() < 3000, "{}", answers.len());
    assert!((0..).zip(&answers).all(|(number, answer)| answer["id"] == number));
}

#[test]
fn other_encodings_are_recognised_or_refused_with_a_sentence() {
    let line = said(&format!("Ça va? {DISMISSAL}"));
    let wide = |first: &[u8], order: fn(u16) -> [u8; 2]| -> Vec<u8> {
        first.iter().copied().chain(line.encode_utf16().flat_map(order)).collect()
    };
    for marked in [wide(b"\xFF\xFE", u16::to_le_bytes), wide(b"\xFE\xFF", u16::to_be_bytes)] {
        let done = run(&["assess", "--quiet"], marked);
        assert_eq!(codes(&done.answers()[0]), ["dismissal"]);
    }
    let refused = run(&["assess", "--quiet"], wide(b"", u16::to_le_bytes));
    assert_eq!((refused.status, refused.out.as_str()), (2, ""));
    assert!(refused.err.contains("`--encoding utf-16le`"), "{}", refused.err);
    let told = run(&["assess", "-q", "--encoding", "utf-16le"], wide(b"", u16::to_le_bytes));
    assert_eq!(codes(&told.answers()[0]), ["dismissal"]);
    let latin = b"{\"id\":\"\xE9t\xE9\",\"text\":\"a\"}";
    assert_eq!(run(&["assess", "-q"], latin).answers()[0]["error"]["slug"], "invalid-utf8");
    let told = run(&["assess", "-q", "--encoding", "windows-1252"], latin);
    assert_eq!(told.answers()[0]["id"], "été");
    assert_eq!(run(&["assess", "--encoding", "klingon"], "").status, 2);
}

#[test]
fn interrupting_leaves_whole_lines_and_says_so_by_the_status() {
    let (mut child, mut stdin) = endless();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut first = String::new();
    out.read_line(&mut first).unwrap();
    interrupt(child.id());
    let reader = std::thread::spawn(move || {
        let mut rest = String::new();
        out.read_to_string(&mut rest).unwrap();
        rest
    });
    let start = Instant::now();
    while child.try_wait().unwrap().is_none() {
        assert!(start.elapsed() < Duration::from_secs(60), "it does not stop");
        std::thread::sleep(Duration::from_millis(20));
    }
    let all = first + &reader.join().unwrap();
    assert!(all.ends_with('\n'));
    for line in all.lines() {
        assert!(serde_json::from_str::<Value>(line).is_ok(), "{line:.80}");
    }
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let _ = stdin.flush();
}

#[test]
fn what_a_killed_run_wrote_and_what_skip_adds_are_the_whole() {
    let path = file("killed.jsonl", lines(6000).0);
    let whole = run(&["assess", "-q", &path], "").out;
    let into = directory("killed").join("answers.jsonl");
    let mut child = command(&["assess", "-q", &path])
        .stdin(Stdio::null())
        .stdout(fs::File::create(&into).unwrap())
        .spawn()
        .unwrap();
    let start = Instant::now();
    while fs::metadata(&into).unwrap().len() == 0 {
        assert!(start.elapsed() < Duration::from_secs(60), "it writes nothing");
        std::thread::sleep(Duration::from_millis(1));
    }
    child.kill().unwrap();
    assert!(!child.wait().unwrap().success());
    let written = fs::read_to_string(&into).unwrap();
    // The system may have cut the last line off.
    let kept = &written[..written.rfind('\n').map_or(0, |end| end + 1)];
    let many = kept.lines().count();
    assert!(many > 0 && many < 6000, "{many} lines were written");
    assert!(whole.starts_with(kept));
    let rest = run(&["assess", "-q", "--skip", &many.to_string(), &path], "").out;
    assert!(format!("{kept}{rest}") == whole, "the rest does not follow on {many} lines");
}

/// The command on a file that does not end while it is being read, and the way to write more.
fn endless() -> (std::process::Child, std::process::ChildStdin) {
    let mut child = command(&["assess", "--input", "jsonl"]).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    for _ in 0..200 {
        writeln!(stdin, "{}", said(DISMISSAL)).unwrap();
    }
    (child, stdin)
}

fn interrupt(process: u32) {
    let sent = Command::new("kill").args(["-INT", &process.to_string()]).status();
    assert!(sent.is_ok_and(|sent| sent.success()));
}

#[test]
fn memory_does_not_grow_with_the_input() {
    // The peak that Linux remembers of a process; elsewhere there is nothing to look at.
    if !fs::exists("/proc/self/status").unwrap_or_default() {
        return;
    }
    let peak = |lines: usize| -> u64 {
        let mut child = command(&["assess", "--jobs", "2", "--input", "jsonl"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let line = format!("{}\n", said(NEUTRAL));
        let writer = std::thread::spawn(move || {
            for _ in 0..lines {
                stdin.write_all(line.as_bytes()).unwrap();
            }
            stdin
        });
        let mut answer = String::new();
        for _ in 0..lines {
            answer.clear();
            out.read_line(&mut answer).unwrap();
        }
        let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
        drop(writer.join().unwrap());
        child.wait().unwrap();
        let peak = status.lines().find(|line| line.starts_with("VmHWM")).unwrap();
        peak.split_whitespace().nth(1).unwrap().parse().unwrap()
    };
    let (few, many) = (peak(2_000), peak(40_000));
    assert!(many < few + 16 * 1024, "{few} kB grow to {many} kB");
}

fn csv(args: &[&str], input: &str) -> Done {
    run(&[&["assess", "--input", "csv"][..], args].concat(), input)
}

#[test]
fn rows_of_csv_are_observations() {
    let input = format!(
        "id,speaker,about,Text,behaviours,session,stage\n\
         r1,Coachee,coaching,\"{DISMISSAL}\",,2,early\n\
         \n\
         r2,,,,session_cancelled; session_missed,,\n\
         r3,coachee,,\"two\nlines, and \"\"marks\"\"\",,,\n"
    );
    let done = csv(&["--quiet"], &input);
    let answers = done.answers();
    assert_eq!((done.status, done.err.as_str(), answers.len()), (0, "", 3));
    assert_eq!(answers[0]["id"], "r1");
    assert_eq!(codes(&answers[0]), ["dismissal"]);
    assert_eq!(answers[0]["receipt"]["context"]["stage"], "early");
    assert_eq!(answers[1]["behaviours"][1]["behaviour"], "session_missed");
    let rows = csv(&["--format", "csv", "--quiet"], &input).out;
    assert!(rows.contains("\nr1,2,2,dismissal,"), "{rows}");
    assert!(rows.contains("\nr3,5,,,"), "{rows}");
}

#[test]
fn columns_are_named_by_option_and_those_that_are_not_read_are_told() {
    let input = format!("who;Utterance\ncoachee;{DISMISSAL}\n");
    let asked = ["--delimiter", ";", "--column", "text=Utterance", "--column", "about=3"];
    assert_eq!(csv(&asked, &input).status, 2);
    let done = csv(&asked[..4], &input);
    assert_eq!(done.answers().len(), 1);
    assert!(done.err.contains("column is not read: `who`"), "{}", done.err);
    let done = csv(&["--delimiter", ";", "--no-header", "--column", "text=2"], &input);
    assert_eq!(done.answers().len(), 2);
    let done = csv(&[], "who,what\na,b\n");
    assert_eq!(done.status, 2);
    assert!(done.err.contains("standard input:1: ") && done.err.contains("--column text="));
    let tabs = file("tabs.tsv", format!("text\tspeaker\n{DISMISSAL}\tcoachee\n"));
    assert_eq!(run(&["assess", "-q", &tabs], "").answers().len(), 1);
}

#[test]
fn a_row_that_cannot_be_read_is_an_error_in_its_place() {
    let input = "text,speaker,session,behaviours\n\
                 a,coache,,\n\
                 a,coachee,0,\n\
                 a,coachee,,session_canceled\n\
                 a,coachee\n\
                 ,coachee,,\n\
                 \"a\nb\",coachee,1,\n\
                 a,,,,\n";
    let done = csv(&["--quiet"], input);
    let errors: Vec<(u64, String)> = done
        .answers()
        .iter()
        .filter_map(|answer| answer.get("error"))
        .map(|error| (error["line"].as_u64().unwrap(), error["slug"].as_str().unwrap().to_owned()))
        .collect();
    let wanted = [
        (2, "unknown-speaker"),
        (3, "wrong-number"),
        (4, "unknown-behaviour"),
        (5, "ragged-row"),
        (6, "nothing-to-read"),
        (9, "ragged-row"),
    ];
    assert_eq!(errors, wanted.map(|(line, slug)| (line, slug.to_owned())));
    assert_eq!(done.answers().len(), 7);
    assert!(done.out.contains("did you mean `session_cancelled`?"));
}

#[test]
fn several_files_of_several_forms_are_one_batch() {
    let into = directory("several");
    let path = |name: &str, text: String| {
        fs::write(into.join(name), text).unwrap();
        into.join(name).to_str().unwrap().to_owned()
    };
    let objects = path("a.jsonl", said(DISMISSAL));
    let rows = path("b.csv", format!("text\n{NEUTRAL}\n"));
    let talk = path("c.txt", format!("Coachee: {DISMISSAL}\n"));
    let done = run(&["assess", &talk, &objects, "-", &rows], said(NEUTRAL));
    let answers = done.answers();
    let found: Vec<bool> = answers.iter().map(|answer| !codes(answer).is_empty()).collect();
    assert_eq!(found, [true, true, false, false], "{}", done.err);
    assert!(done.err.contains("4 observations in 4 answers read"), "{}", done.err);
}
