"""Engines in other languages beside `pushback`, on the phrases and texts of `benches/rivals.rs`.

    rivals.py PROGRAM DIRECTORY [ARGUMENT...]

PROGRAM is the built bench `rivals`; it writes phrases, texts and its own figures to DIRECTORY and
is asked again for its own time in every round. ARGUMENTs, such as `--texts FILE`, are for it.
Printed is a table in Markdown; hits that differ from those of `pushback` are told below it, and
all of them stand in DIRECTORY/differences.jsonl. Time is that of the process on the processor.
"""

from __future__ import annotations

import gc
import itertools
import json
import re
import statistics
import subprocess
import sys
import time
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import hyperscan
import spacy
import yara_x
from spacy.language import Language
from spacy.matcher import Matcher, PhraseMatcher
from spacy.tokenizer import Tokenizer

# How often each engine is timed; the median counts.
ROUNDS = 5
# How many texts an engine that needs long for one is timed on; its hits are those in all of them.
SAMPLE = 300
# How many differences are printed for an engine.
SHOWN = 5
# Quotes and dashes as ASCII: engines that read bytes need no Unicode then, and are faster.
AS_ASCII = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"})
# Tokens of spaCy that end a sentence, and so a gap.
ENDS = [".", "!", "?", "...", "…"]

# A rule and a text, by number.
Hits = set[tuple[int, int]]


@dataclass(frozen=True)
class Phrase:
    """A phrase: `parts` are lists of alternatives, or a number of words that may stand between."""

    rule: int
    parts: list[list[str] | int]
    regex: str
    anchors: list[str]

    @property
    def words(self) -> str | None:
        """The words, where there are words alone."""
        if all(isinstance(part, list) and len(part) == 1 for part in self.parts):
            return " ".join(part[0] for part in self.parts)
        return None


@dataclass
class Engine:
    """`read` gives the hits in texts. `texts` is how many it is timed on, and `rules` are those
    that it was given; all where nothing is said."""

    name: str
    read: Callable[[Sequence[str]], Hits]
    texts: int | None = None
    rules: set[int] | None = None
    finds: bool = True
    hits: Hits = field(default_factory=set)
    costs: list[float] = field(default_factory=list)

    @property
    def cost(self) -> float:
        return statistics.median(self.costs)


def main() -> None:
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    program, directory, arguments = sys.argv[1], Path(sys.argv[2]), sys.argv[3:]
    subprocess.run([program, *arguments, "--write", directory], check=True, stdout=sys.stderr)
    phrases = [phrase(line) for line in lines(directory / "phrases.jsonl")]
    texts = [line["text"].translate(AS_ASCII) for line in lines(directory / "texts.jsonl")]
    expected = {(hit["rule"], hit["text"]) for hit in lines(directory / "hits.jsonl")}
    measured = list(lines(directory / "measured.jsonl"))

    engines = []
    for build in BUILDERS:
        start = time.process_time()
        built = build(phrases)
        tell(f"{built.name}: ready after {time.process_time() - start:.1f} s")
        engines.append(built)
    for engine in engines:
        tell(f"{engine.name}: reads")
        engine.hits = engine.read(texts)
    own = []
    gc.disable()
    for at in range(ROUNDS):
        tell(f"round {at + 1} of {ROUNDS}")
        said = subprocess.run([program, *arguments, "--own"], check=True, capture_output=True)
        own.append(float(said.stdout))
        for engine in engines:
            engine.costs.append(cost(engine, texts[: engine.texts]))
        gc.collect()
    print_table(statistics.median(own), measured, engines, texts, expected)
    print_differences(directory, engines, phrases, texts, expected)


def lines(file: Path) -> Iterator[dict]:
    with file.open(encoding="utf-8") as read:
        yield from map(json.loads, read)


def phrase(line: dict) -> Phrase:
    parts = [part if isinstance(part, list) else part["gap"] for part in line["parts"]]
    return Phrase(line["rule"], parts, line["regex"], line["anchors"])


def tell(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


def cost(engine: Engine, texts: Sequence[str]) -> float:
    """Nanoseconds for a text."""
    start = time.process_time_ns()
    engine.read(texts)
    return (time.process_time_ns() - start) / len(texts)


# Vectorscan


def ascii(source: str) -> bytes:
    return source.encode("ascii", "ignore")


def database(
    expressions: Sequence[bytes], ids: Sequence[int], literal: bool = False
) -> hyperscan.Database:
    """Each found once in a text, upper and lower case alike, without where it starts."""
    made = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    flags = hyperscan.HS_FLAG_CASELESS | hyperscan.HS_FLAG_SINGLEMATCH
    made.compile(expressions=expressions, ids=ids, flags=flags, literal=literal)
    return made


def scan(texts: Sequence[str], made: hyperscan.Database) -> Hits:
    hits: Hits = set()

    def found(rule: int, start: int, end: int, flags: int, text: int) -> None:
        hits.add((rule, text))

    for at, text in enumerate(texts):
        made.scan(text.encode("ascii", "ignore"), match_event_handler=found, context=at)
    return hits


def call_alone(phrases: Sequence[Phrase]) -> Engine:
    made = database([b"zqzqzqzq"], [0])
    return Engine(
        "a call of Vectorscan that finds nothing", lambda texts: scan(texts, made), finds=False
    )


def vectorscan(phrases: Sequence[Phrase]) -> Engine:
    made = database(
        [ascii(phrase.regex) for phrase in phrases], [phrase.rule for phrase in phrases]
    )
    return Engine("Vectorscan, all as regexes", lambda texts: scan(texts, made))


def vectorscan_literals(phrases: Sequence[Phrase]) -> Engine:
    alone = [phrase for phrase in phrases if phrase.words]
    rules = [phrase.rule for phrase in alone]
    made = database([ascii(phrase.words) for phrase in alone], rules, literal=True)
    name = "Vectorscan, literals: phrases of words alone, no bounds of words"
    return Engine(name, lambda texts: scan(texts, made), rules=set(rules))


def of_anchors(phrases: Sequence[Phrase]) -> tuple[list[str], list[list[Phrase]]]:
    """Words of which one is in every text with a phrase, and the phrases of each."""
    found = defaultdict(list)
    for phrase in phrases:
        for word in set(phrase.anchors):
            found[word].append(phrase)
    return list(found), list(found.values())


def anchors_alone(phrases: Sequence[Phrase]) -> Engine:
    words, _ = of_anchors(phrases)
    made = database([ascii(word) for word in words], range(len(words)), literal=True)

    def read(texts: Sequence[str]) -> Hits:
        for text in texts:
            made.scan(text.encode("ascii", "ignore"), match_event_handler=None)
        return set()

    return Engine(ANCHORS_ALONE, read, finds=False)


def vectorscan_and_re(phrases: Sequence[Phrase]) -> Engine:
    words, of_word = of_anchors(phrases)
    made = database([ascii(word) for word in words], range(len(words)), literal=True)
    regexes = {p.rule: re.compile(p.regex, re.IGNORECASE | re.ASCII).search for p in phrases}
    candidates = [[(phrase.rule, regexes[phrase.rule]) for phrase in some] for some in of_word]

    def read(texts: Sequence[str]) -> Hits:
        return {
            (rule, text)
            for anchor, text in scan(texts, made)
            for rule, search in candidates[anchor]
            if search(texts[text])
        }

    return Engine("Vectorscan on the longest words, then Python's `re`", read)


# YARA-X


def yara(phrases: Sequence[Phrase]) -> Engine:
    compiler = yara_x.Compiler()
    for phrase in phrases:
        source = ascii(phrase.regex).decode().replace("/", r"\/")
        compiler.add_source(f"rule r{phrase.rule} {{ strings: $a = /{source}/i condition: $a }}")
    scanner = yara_x.Scanner(compiler.build())
    # It need not find more than one place.
    scanner.fast_scan(True)

    def read(texts: Sequence[str]) -> Hits:
        return {
            (int(rule.identifier[1:]), at)
            for at, text in enumerate(texts)
            for rule in scanner.scan(text.encode("ascii", "ignore")).matching_rules
        }

    return Engine("YARA-X, a rule for each", read)


# spaCy and medspaCy


def token_patterns(phrase: Phrase, tokenizer: Tokenizer) -> list[list[dict]]:
    """Alternatives of one token are one pattern; others need a pattern for each."""

    def ways(part: list[str] | int) -> list[list[dict]]:
        if isinstance(part, int):
            return [[{"LOWER": {"NOT_IN": ENDS}, "OP": f"{{0,{part}}}"}]]
        tokens = [[token.lower_ for token in tokenizer(words)] for words in part]
        single = [words[0] for words in tokens if len(words) == 1]
        several = [[{"LOWER": word} for word in words] for words in tokens if len(words) > 1]
        if len(single) == 1:
            return [[{"LOWER": single[0]}], *several]
        return [[{"LOWER": {"IN": single}}], *several] if single else several

    return [
        list(itertools.chain.from_iterable(way))
        for way in itertools.product(*map(ways, phrase.parts))
    ]


def phrase_matcher(phrases: Iterable[Phrase], nlp: Language) -> PhraseMatcher:
    matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
    for phrase in phrases:
        matcher.add(str(phrase.rule), [nlp.tokenizer(phrase.words)])
    return matcher


def matcher(phrases: Iterable[Phrase], nlp: Language) -> Matcher:
    made = Matcher(nlp.vocab)
    for phrase in phrases:
        made.add(str(phrase.rule), token_patterns(phrase, nlp.tokenizer))
    return made


def spacy_engine(
    name: str,
    nlp: Language,
    matchers: Sequence[Matcher | PhraseMatcher],
    texts: int | None = SAMPLE,
    **more: object,
) -> Engine:
    strings = nlp.vocab.strings

    def read(texts: Sequence[str]) -> Hits:
        hits: Hits = set()
        for at, text in enumerate(texts):
            doc = nlp.tokenizer(text)
            for matcher in matchers:
                hits.update((int(strings[match[0]]), at) for match in matcher(doc))
        return hits

    return Engine(name, read, texts, **more)


def spacy_tokens(phrases: Sequence[Phrase]) -> Engine:
    nlp = spacy.blank("en")
    return spacy_engine("spaCy, words and marks alone", nlp, [], texts=None, finds=False)


def spacy_phrases(phrases: Sequence[Phrase]) -> Engine:
    nlp = spacy.blank("en")
    alone = [phrase for phrase in phrases if phrase.words]
    rules = {phrase.rule for phrase in alone}
    name = "spaCy `PhraseMatcher`: phrases of words alone"
    return spacy_engine(name, nlp, [phrase_matcher(alone, nlp)], texts=None, rules=rules)


def spacy_both(phrases: Sequence[Phrase]) -> Engine:
    nlp = spacy.blank("en")
    alone = [phrase for phrase in phrases if phrase.words]
    others = [phrase for phrase in phrases if not phrase.words]
    both = [phrase_matcher(alone, nlp), matcher(others, nlp)]
    return spacy_engine("spaCy `PhraseMatcher`, and `Matcher` for what has gaps", nlp, both)


def spacy_matcher(phrases: Sequence[Phrase]) -> Engine:
    nlp = spacy.blank("en")
    return spacy_engine("spaCy `Matcher`", nlp, [matcher(phrases, nlp)])


def medspacy_engine(phrases: Sequence[Phrase]) -> Engine:
    from medspacy.target_matcher import TargetRule

    warnings.filterwarnings("ignore")
    nlp = spacy.blank("en")
    # Sentences by spaCy's own marks: medspaCy's take longer.
    nlp.add_pipe("sentencizer")
    # Everything that is found, also where it overlaps.
    found = {"result_type": "group", "prune": False}
    targets = nlp.add_pipe("medspacy_target_matcher", config=found)
    nlp.add_pipe("medspacy_context", config={"input_span_type": "group"})
    for phrase in phrases:
        rule = str(phrase.rule)
        if phrase.words:
            targets.add(TargetRule(phrase.words, rule))
        else:
            patterns = token_patterns(phrase, nlp.tokenizer)
            targets.add([TargetRule(rule, rule, pattern=pattern) for pattern in patterns])

    def read(texts: Sequence[str]) -> Hits:
        hits: Hits = set()
        for at, text in enumerate(texts):
            doc = nlp(text)
            hits.update((int(span.label_), at) for span in doc.spans["medspacy_spans"])
        return hits

    return Engine("medspaCy `TargetMatcher` and `ConText`", read, SAMPLE)


ANCHORS_ALONE = "Vectorscan on the longest words alone"
BUILDERS = [
    call_alone,
    vectorscan_literals,
    anchors_alone,
    vectorscan,
    vectorscan_and_re,
    yara,
    spacy_tokens,
    spacy_phrases,
    spacy_both,
    spacy_matcher,
    medspacy_engine,
]


# What is printed


def expected_of(engine: Engine, expected: Hits) -> Hits:
    if engine.rules is None:
        return expected
    return {(rule, text) for rule, text in expected if rule in engine.rules}


def told(hits: Hits, right: Hits) -> str:
    less, more = len(right - hits), len(hits - right)
    differ = f" ({less} of {len(right)} missing, {more} more)" if less or more else ""
    return f"{len(hits)}{differ}"


def print_table(
    own: float, measured: list[dict], engines: list[Engine], texts: Sequence[str], expected: Hits
) -> None:
    rows = [("`pushback`, judgement included", own, 1.0, f"{len(expected)}")]
    first, costs = measured[0], {line["engine"]: line["ns"] for line in measured}
    for line in (line for line in measured[1:] if line["hits"]):
        right = {hit for hit in expected if line["from"] <= hit[1] < line["to"]}
        hits = told({(rule, text) for rule, text in line["hits"]}, right)
        hits += f" in {line['to'] - line['from']} texts" * (line["to"] - line["from"] < len(texts))
        rows.append((line["engine"], line["ns"], line["ns"] / first["ns"], hits))
    for engine in engines:
        hits = told(engine.hits, expected_of(engine, expected)) if engine.finds else "-"
        rows.append((engine.name, engine.cost, engine.cost / own, hits))
    confirmed = costs["aho-corasick DFA and Regex"] - costs["aho-corasick DFA alone"]
    anchors = next(engine.cost for engine in engines if engine.name == ANCHORS_ALONE)
    sum_name = "sum: Vectorscan on the longest words without a report, `regex` on what that leaves"
    rows.append((sum_name, anchors + confirmed, (anchors + confirmed) / own, "-"))

    made = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    made.compile(expressions=[b"a"])
    used = [f"{name} {version(name)}" for name in ("hyperscan", "yara-x", "spacy", "medspacy")]
    telling = len({text for _, text in expected})
    size = sum(map(len, texts)) / len(texts)
    print(f"\n{len(texts)} texts of {size:.0f} bytes, {telling} with a phrase;")
    print(f"Python {sys.version.split()[0]}, {', '.join(used)}, with Vectorscan:")
    print(f"{made.info().decode()}\n")
    print("| engine | ns a text | times | hits |\n| --- | --- | --- | --- |")
    for name, cost, times, hits in rows:
        print(f"| {name} | {cost:,.0f} | {times:,.1f} | {hits} |")


def print_differences(
    directory: Path,
    engines: list[Engine],
    phrases: list[Phrase],
    texts: Sequence[str],
    expected: Hits,
) -> None:
    with (directory / "differences.jsonl").open("w", encoding="utf-8") as file:
        for engine in (engine for engine in engines if engine.finds):
            right = expected_of(engine, expected)
            differ = [("missing", hit) for hit in sorted(right - engine.hits)]
            differ += [("more", hit) for hit in sorted(engine.hits - right)]
            for at, (kind, (rule, text)) in enumerate(differ):
                line = {
                    "engine": engine.name,
                    "kind": kind,
                    "rule": rule,
                    "parts": phrases[rule].parts,
                    "text": texts[text],
                }
                file.write(json.dumps(line) + "\n")
                if at == 0:
                    print(f"\n{engine.name}: {len(differ)} differ")
                if at < SHOWN:
                    print(f"  {kind}: {json.dumps(phrases[rule].parts)[:120]} in: {texts[text]}")


if __name__ == "__main__":
    main()
