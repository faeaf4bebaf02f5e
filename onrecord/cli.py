"""The shell's verbs: onrecord analyze, read, annotate, export, doctor."""

import argparse
import logging
import os
import sys
import textwrap
import time
import warnings
from collections.abc import Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from onrecord import __version__

if TYPE_CHECKING:
    import pandas as pd

    from onrecord.corpus import Analysis, Corpus, Pace, Progress

QUOTED_MOST = 10
"""How many people the summary names."""

FAILURES = 10
"""How many failures it names; the report names all."""

WIDTH = 96

DESCRIPTION = "Reads news articles: who and what is in them, who said what, and where exactly it stands."

EXAMPLES = """\
examples:
  onrecord analyze articles/ -o output           a folder of articles to tables, with a summary
  onrecord analyze today.html notes.txt -o out   single files: text, HTML, JSONL
  onrecord analyze articles/ --corpus corpus     many articles, in a folder that keeps: only what is new is read
  onrecord read saved/ crawl.warc.gz -o all.jsonl   whatever holds articles to one file of JSON lines
  onrecord annotate in.jsonl -o out.jsonl        one JSON object in, one out, for other programs
  cat in.jsonl | onrecord annotate - | head      the same through a pipe
  onrecord export output -o output.xlsx          the tables in a format of others: XLSX, GraphML, brat and so on
  onrecord doctor                                what works on this machine, and how to mend the rest
"""

ANALYZE = """\
Reads files of any kind in docs/inputs.md, such as text, web pages and JSON lines, folders and archives of them,
and patterns such as 'saved/**/*.html'. OUT gets articles, entities, mentions, quotes, claims, marks and posts, each as
.parquet and .csv, and report.csv, which says what became of each file and each part of one. The exit status is
1 if anything could not be read; the rest is done all the same.

With --corpus instead of -o, articles are read by several processes into a folder that keeps: a run that is broken
off goes on where it ended, and what the corpus has is not read again. docs/corpus.md says more.

examples:
  onrecord analyze articles/ -o output
  onrecord analyze articles/ --corpus corpus --readers 4
"""

READ = """\
Reads what analyze reads, and writes one object an article, one a line:
  {"id", "path", "member", "title", "byline", "outlet", "url", "published", "modified", "language", "section",
   "text", "marks": [{"start", "end", "kind", "score"}], "posts": [{"start", "end", "platform", "handle", "name",
   "date", "url"}], "metadata", "provenance", "warnings"}
OUT.report.csv says what became of each file and each part of one. The exit status is 1 if anything could not be
read. Read as input, OUT.jsonl gives the same articles again.

example:
  onrecord read saved/ crawl.warc.gz -o articles.jsonl
"""

ANNOTATE = """\
Each line in is an object with at least "text": {"id": "a1", "text": "…"}. For each comes one line, in order:
  {"id", "entities": [[start, end, label]], "clusters": [{"id", "name", "label", "mentions": [[start, end]]}],
   "quotes": [{"id", "type", "speech", "content": [[start, end]], "source": […], "cue": […],
               "speaker", "speaker_id", "score"}], "claims": [], "marks": [{"start", "end", "kind"}]}
or {"id", "error": {"line", "reason", "advice"}}, and then the exit status is 1. Offsets count Unicode code
points. The answer does not depend on the number of workers.

example:
  onrecord annotate articles.jsonl -o annotated.jsonl --workers 4
"""


EXPORT = """\
FOLDER is what analyze wrote. Files end in .xlsx, .graphml, .gexf, .jsonl, .spacy, .conllup, .prodigy.jsonl,
.labelstudio.json, .jsonld or .tei; folders want --format: csv, parquet, datapackage, brat, webanno or xmi.
docs/export.md says what each can hold. What it cannot is told on standard error, and the exit status is 0 all the
same. Formats with texts read the articles again, from the same PATHs that analyze was given.

examples:
  onrecord export output -o output.xlsx
  onrecord export output -o for_inception --format xmi --articles articles/
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line asks for.

    Args:
        arguments: the words after `onrecord`; by default those of this process.

    Returns:
        The exit status: 0 if all went well, 1 if something could not be read or is missing, 130 after Ctrl-C.

    Raises:
        SystemExit: after --help and --version, and with status 2 where the command line cannot be understood.
    """
    options = parser().parse_args(arguments)
    # Names in the news have letters that not every terminal can show; better a ? than no answer.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    # They log what the report says better.
    for name in ("trafilatura", "htmldate", "charset_normalizer"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        status: int = options.run(options)
        sys.stdout.flush()
        return status
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # Whoever read our output has had enough. Python would complain of it once more when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except BrokenProcessPool:
        return _fail("a worker has ended early, most often for want of memory: try --workers 1, and onrecord doctor")
    except OSError as error:
        return _fail(f"{error.filename}: {error.strerror}" if error.filename else str(error))


def parser() -> argparse.ArgumentParser:
    """The command line, with the function that does each verb as `run`."""
    top = argparse.ArgumentParser(
        prog="onrecord",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"onrecord {__version__}")
    verbs = top.add_subparsers(metavar="VERB", required=True)

    verb = _add_verb(verbs, "analyze", "read articles and write tables of what is in them", ANALYZE)
    verb.add_argument("paths", metavar="PATH", nargs="+", help="a file, or a folder with all that is in it")
    where = verb.add_mutually_exclusive_group(required=True)
    where.add_argument("-o", "--output", metavar="OUT", help="folder for the tables; made if need be")
    where.add_argument("--corpus", metavar="FOLDER", help="corpus to add to; made if need be")
    verb.add_argument(
        "--readers",
        metavar="N",
        type=_count,
        help="for a corpus: processes that read articles, of about 300 MB each (default: one a core)",
    )
    verb.add_argument(
        "--engine",
        choices=("processes", "dask"),
        default="processes",
        help="for a corpus: have articles read by processes of this machine (the default), or by a Dask cluster",
    )
    verb.add_argument("--scheduler", metavar="ADDRESS", help="of that cluster, such as tcp://10.0.0.5:8786")
    verb.add_argument(
        "--again",
        action="store_true",
        help="for a corpus: if options or model are others than before, read everything again",
    )
    verb.add_argument(
        "--removed",
        choices=("keep", "drop"),
        default="keep",
        help="for a corpus: what becomes of the rows of files that are no longer there (default: keep)",
    )
    verb.add_argument(
        "--duplicates",
        choices=("keep", "mark", "drop"),
        default="mark",
        help="of articles that are nearly the same: mark them in the table of articles (the default), read only one "
        "of each group, or keep all without a look",
    )
    _add_options_of_reading(verb)
    verb.set_defaults(run=_analyze)

    verb = _add_verb(verbs, "read", "read articles and write them as JSON lines, without looking into them", READ)
    verb.add_argument("paths", metavar="PATH", nargs="+", help="files, folders or patterns")
    verb.add_argument(
        "-o",
        "--output",
        metavar="OUT.jsonl",
        required=True,
        help="the file to write, or - for standard output, with the report's failures on standard error",
    )
    _add_options_of_reading(verb)
    verb.set_defaults(run=_read)

    verb = _add_verb(verbs, "annotate", "read JSON lines and write JSON lines", ANNOTATE)
    verb.add_argument("input", metavar="IN.jsonl", help="the file to read, or - for standard input")
    verb.add_argument(
        "-o",
        "--output",
        metavar="OUT.jsonl",
        default="-",
        help="the file to write (default: -, standard output)",
    )
    verb.add_argument(
        "--workers",
        metavar="N",
        type=_count,
        default=1,
        help="processes, of one thread and about 300 MB each (default: 1)",
    )
    verb.set_defaults(run=_annotate)

    verb = _add_verb(verbs, "export", "write tables in a format of other programs", EXPORT)
    verb.add_argument("folder", metavar="FOLDER", help="the folder with the tables")
    verb.add_argument("-o", "--output", metavar="OUT", required=True, help="the file or folder to write")
    verb.add_argument("--format", metavar="NAME", help="the format, where the ending of OUT does not tell")
    verb.add_argument("--articles", metavar="PATH", nargs="+", help="where the texts are")
    verb.add_argument(
        "--network",
        choices=("quoted", "together"),
        default="quoted",
        help="for .graphml and .gexf: from articles to those they quote (the default), or between people quoted in "
        "the same article",
    )
    verb.set_defaults(run=_export)

    verb = _add_verb(verbs, "doctor", "say what works on this machine and how to mend the rest", "")
    verb.set_defaults(run=_doctor)
    return top


def _add_verb(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, purpose: str, epilog: str
) -> argparse.ArgumentParser:
    return verbs.add_parser(
        name,
        help=purpose,
        description=f"{purpose[0].upper()}{purpose[1:]}.",
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def _add_options_of_reading(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--text-column",
        metavar="NAME",
        help="the column of tables that holds the articles (default: guessed, and said)",
    )
    verb.add_argument(
        "--repair-mojibake", action="store_true", help="put garbled characters right, such as â€œ for a quotation mark"
    )
    verb.add_argument("--allow-network", action="store_true", help="fetch what addresses among the PATHs lead to")
    verb.add_argument(
        "--cache",
        metavar="FOLDER",
        default="fetched_pages",
        help="folder in which fetched pages are kept (default: fetched_pages)",
    )


def _count(word: str) -> int:
    """A number of workers, as argparse wants it."""
    if not word.isdecimal() or int(word) < 1:
        raise argparse.ArgumentTypeError(f"{word} is not a number from 1")
    return int(word)


def _fail(message: str) -> int:
    print(f"onrecord: {printable(message)}", file=sys.stderr)
    return 1


def printable(text: str) -> str:
    """Make a text safe to print: a name in an article, or a file's, may hold what steers a terminal."""
    return "".join(character if character.isprintable() else "�" for character in text)


# analyze


def _analyze(options: argparse.Namespace) -> int:
    if options.corpus:
        return _analyze_into_corpus(options)
    if options.readers or options.engine != "processes" or options.again or options.removed != "keep":
        return _fail("--readers, --engine, --again and --removed are for a corpus: say --corpus FOLDER instead of -o")

    from onrecord.corpus import analyze
    from onrecord.sources.columns import Columns
    from onrecord.tabulation import write, write_csv

    output = Path(options.output)
    if output.is_file():
        return _fail(f"{output} is a file, and the tables need a folder: give another name after -o")
    # First, so that nobody waits for an hour to hear that the folder cannot be made.
    output.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    with _progress() as progress, warnings.catch_warnings():
        # Said below, once the tables are written.
        warnings.filterwarnings("ignore", message="Stopped: ")
        analysis = analyze(
            options.paths,
            progress=progress or False,
            leave_out=[output, options.cache],
            duplicates=options.duplicates,
            columns=Columns(text=options.text_column),
            repair_mojibake=options.repair_mojibake,
            allow_network=options.allow_network,
            cache=options.cache,
        )
    write(analysis.tables, output)
    write_csv(analysis.report, output / "report.csv")
    print(summary(analysis, options.output, seconds=time.monotonic() - began))
    if analysis.stopped:
        raise KeyboardInterrupt
    return 1 if (analysis.report["status"] == "failed").any() else 0


def _analyze_into_corpus(options: argparse.Namespace) -> int:
    from onrecord.corpus import CorpusError, Pace, analyze
    from onrecord.sources.columns import Columns

    began = time.monotonic()
    with warnings.catch_warnings(record=True) as told, _progress(Pace()) as progress:
        warnings.simplefilter("always", UserWarning)
        try:
            corpus = analyze(
                options.paths,
                out=options.corpus,
                readers=options.readers,
                engine=options.engine,
                client=options.scheduler,
                again=options.again,
                removed=options.removed,
                progress=progress or False,
                leave_out=[options.cache],
                duplicates=options.duplicates,
                columns=Columns(text=options.text_column),
                repair_mojibake=options.repair_mojibake,
                allow_network=options.allow_network,
                cache=options.cache,
            )
        except (CorpusError, ValueError) as error:
            return _fail(str(error))
    for warning in told:
        if warning.category is UserWarning:
            print(f"onrecord: {printable(str(warning.message))}", file=sys.stderr)
    print(corpus_summary(corpus, options.corpus, seconds=time.monotonic() - began))
    return 1 if corpus.sql("select 1 from report where status = 'failed' limit 1").fetchall() else 0


def corpus_summary(corpus: "Corpus", folder: str, *, seconds: float) -> str:
    """Say in words what a corpus holds, and how to go on.

    Args:
        corpus: what `analyze` gave.
        folder: where it is, as the user typed it.
        seconds: how long it took.
    """
    [(articles, words)] = corpus.articles.aggregate("count(*), coalesce(sum(words), 0)::bigint").fetchall()
    [(quotes,)] = corpus.quotes.aggregate("count(*)").fetchall()
    failed = corpus.report.filter("status = 'failed'").df()
    parts = [
        f"{printable(folder)} holds {_number(articles, 'article')} ({_number(words, 'word')}) "
        f"and {_number(quotes, 'quote')}. This run took {_number(max(1, round(seconds)), 'second')}."
    ]
    if len(failed):
        parts.append(_what_failed(failed, "the table report"))
    parts.append(
        textwrap.dedent(
            f"""\
            To go on in Python:
              import onrecord
              corpus = onrecord.Corpus({folder!r})
              corpus.quotes.df()"""
        )
    )
    return "\n\n".join(parts)


@contextmanager
def _progress(said: "Pace | None" = None) -> Iterator["Progress | None"]:
    """Show on a terminal how far the reading is, on one line that is gone when it is done."""
    if not sys.stderr.isatty():
        yield None
        return

    def show(done: int, total: int, path: str) -> None:
        line = f"{said(done, total, path) if said else f'{done} of {total} files'}: {printable(path)}"
        print(f"\r{line[: WIDTH - 1]:{WIDTH - 1}}", end="", file=sys.stderr, flush=True)

    try:
        yield show
    finally:
        print(f"\r{'':{WIDTH - 1}}\r", end="", file=sys.stderr, flush=True)


def summary(analysis: "Analysis", folder: str, *, seconds: float) -> str:
    """Say in words what was found, where it lies and how to go on.

    Example:
        Read 1 article (212 words) in 2 seconds.
        Found 9 quotes (6 direct, 3 indirect; 1 is an attitude or plan) and 14 entities (5 people).

    Args:
        analysis: what `analyze` gave.
        folder: where the tables were written, as the user typed it.
        seconds: how long it took.
    """
    found, report = analysis.tables, analysis.report
    parts = []
    if len(found.articles):
        parts.append(_what_was_found(analysis, seconds))
    failed = report[report["status"] == "failed"]
    if len(failed):
        parts.append(_what_failed(failed, os.path.join(folder, "report.csv")))
    parts += _what_else(report, "report.csv")
    parts.append(_how_to_go_on(folder))
    return "\n\n".join(parts)


def _what_was_found(analysis: "Analysis", seconds: float) -> str:
    found = analysis.tables
    words = int(found.articles["words"].sum())
    people = found.entities[found.entities["label"] == "PERSON"]
    kinds = found.quotes["kind"].value_counts()
    details = ", ".join(f"{kinds[kind]:,} {kind}" for kind in ("direct", "indirect", "mixed") if kind in kinds)
    if attitudes := int((~found.quotes["speech"]).sum()):
        details += f"; {attitudes:,} {'is an attitude or plan' if attitudes == 1 else 'are attitudes or plans'}"
    in_brackets = f" ({details})" if details else ""
    lines = [
        f"Read {_number(len(found.articles), 'article')} ({_number(words, 'word')}) "
        f"in {_number(max(1, round(seconds)), 'second')}.",
        f"Found {_number(len(found.quotes), 'quote')}{in_brackets} "
        f"and {_number(len(found.entities), 'entity', 'entities')} ({_number(len(people), 'person', 'people')}).",
    ]
    spoken = found.quotes.merge(
        people, left_on=["article", "speaker_id"], right_on=["article", "entity"], suffixes=("", "_of_entity")
    )
    # By how often, and then by name: the same input shall print the same.
    most = (
        spoken.groupby("speaker")
        .size()
        .reset_index(name="quotes")
        .sort_values(["quotes", "speaker"], ascending=[False, True])
    )
    if len(most):
        lines += ["", "People quoted most:"]
        lines += [f"{row.quotes:5}  {printable(row.speaker)}" for row in most.head(QUOTED_MOST).itertuples()]
    return "\n".join(lines)


def _what_failed(failed: "pd.DataFrame", report: str | None) -> str:
    lines = [f"{len(failed):,} could not be read:"]
    for row in failed.head(FAILURES).itertuples():
        place = f"{row.path}#{row.member}" if isinstance(row.member, str) else row.path
        lines += _wrapped(f"{place}: {row.reason}", "  ") + _wrapped(row.advice, "    ")
    if len(failed) > FAILURES:
        lines.append(f"  and {len(failed) - FAILURES:,} more{f': see {report}' if report else ''}")
    return "\n".join(lines)


def _what_else(report: "pd.DataFrame", name: str) -> Iterator[str]:
    """Yield a sentence on what came with warnings, and one on what was skipped."""
    if flagged := int((report["status"] == "flagged").sum()):
        yield f"{_number(flagged, 'article')} read with warnings: see {name}."
    if skipped := int((report["status"] == "skipped").sum()):
        yield f"{skipped:,} skipped, such as pictures and hidden files: see {name}."


def _wrapped(text: str, indent: str) -> list[str]:
    """Break a text into lines; a long word, such as a path, is left whole."""
    return textwrap.wrap(
        printable(text),
        WIDTH,
        initial_indent=indent,
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _how_to_go_on(folder: str) -> str:
    return textwrap.dedent(
        f"""\
        The tables are in {printable(folder)}, as .csv and .parquet:
        articles, entities, mentions, quotes, claims, marks, posts.
        What became of each file is in {printable(os.path.join(folder, "report.csv"))}.
        To go on in Python:
          import onrecord
          tables = onrecord.read_tables({folder!r})
          tables.quotes"""
    )


def _number(count: int, one: str, many: str = "") -> str:
    """A number with its noun: "1 article", "2 articles"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


# read


def _read(options: argparse.Namespace) -> int:
    from onrecord.articles import Article, as_line
    from onrecord.finding import find_files
    from onrecord.reading import Options, read_files
    from onrecord.report import Report
    from onrecord.sources.columns import Columns
    from onrecord.tabulation import write_csv

    to_file = options.output != "-"
    report_path = Path(os.path.splitext(options.output)[0] + ".report.csv")
    if any(_is_same_file(path, options.output) for path in options.paths):
        return _fail("the input would be overwritten: give another file after -o")
    began = time.monotonic()
    report, articles = Report(), 0
    reached: set[str] = set()
    with _open(options.output, "wb") as target, _progress() as progress:
        own = [options.output, report_path, options.cache] if to_file else [options.cache]
        entries = list(find_files(options.paths, leave_out=own, allow_network=options.allow_network))
        how = Options(
            columns=Columns(text=options.text_column),
            repair_mojibake=options.repair_mojibake,
            allow_network=options.allow_network,
            cache=options.cache,
        )
        for reading in read_files(entries, how):
            report.add(reading)
            if isinstance(reading.item, Article):
                articles += 1
                target.write(as_line(reading.item))
            reached.add(reading.path)
            if progress is not None:
                progress(len(reached), len(entries), reading.path)
        target.flush()
    table = report.frame()
    if to_file:
        write_csv(table, report_path)
    failed = table[table["status"] == "failed"]
    seconds = _number(max(1, round(time.monotonic() - began)), "second")
    parts = [f"Read {_number(articles, 'article')} in {seconds}."]
    if len(failed):
        parts.append(_what_failed(failed, str(report_path) if to_file else None))
    if to_file:
        parts += _what_else(table, report_path.name)
        parts.append(
            f"The articles are in {printable(options.output)}.\n"
            f"What became of each file is in {printable(str(report_path))}."
        )
    # Where the articles go to standard output, nothing else does.
    print("\n\n".join(parts), file=sys.stdout if to_file else sys.stderr)
    return 1 if len(failed) else 0


# annotate


def _annotate(options: argparse.Namespace) -> int:
    from onrecord.annotate import annotate, as_line

    if _is_same_file(options.input, options.output):
        return _fail("the input would be overwritten: give another file after -o")
    lines = bad = 0
    with _open(options.input, "rb") as source, _open(options.output, "wb") as target:
        for answer in annotate(source, workers=options.workers):
            lines += 1
            bad += "error" in answer
            target.write(as_line(answer))
            # At once: at the other end of a pipe somebody may be waiting for it.
            target.flush()
    if bad:
        print(
            f"{bad:,} of {_number(lines, 'line')} could not be read; the answers in their place say why.",
            file=sys.stderr,
        )
    return 1 if bad else 0


def _is_same_file(one: str, other: str) -> bool:
    return "-" not in (one, other) and os.path.exists(other) and os.path.exists(one) and os.path.samefile(one, other)


@contextmanager
def _open(path: str, mode: str) -> Iterator[BinaryIO]:
    """Open a file for bytes; "-" is standard input or output, which stays open."""
    if path == "-":
        yield sys.stdin.buffer if mode == "rb" else sys.stdout.buffer
    else:
        with open(path, mode) as stream:
            yield stream  # type: ignore[misc]


# export


def _export(options: argparse.Namespace) -> int:
    from onrecord.formats import ExportWarning, export
    from onrecord.reading import read_articles
    from onrecord.tabulation import read

    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always", ExportWarning)
        try:
            articles = read_articles(options.articles) if options.articles else None
            found = read(options.folder)
            export(found, options.output, articles=articles, format=options.format, network=options.network)
        except ValueError as error:
            return _fail(str(error))
    for warning in told:
        if issubclass(warning.category, ExportWarning):
            print(printable(str(warning.message)), file=sys.stderr)
    print(f"The export is in {printable(options.output)}.")
    return 0


# doctor


def _doctor(options: argparse.Namespace) -> int:
    from onrecord.doctor import examine

    missing = 0
    print(f"On Record {__version__}")
    for finding in examine():
        missing += finding.state == "missing"
        print(f"  {finding.state:9} {finding.name}: {printable(finding.detail)}", flush=True)
        if finding.advice and finding.state != "ok":
            print(f"            {finding.advice}")
    print("All that is needed is here." if not missing else f"{_number(missing, 'thing')} to mend: see above.")
    return 1 if missing else 0
