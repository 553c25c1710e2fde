#!/usr/bin/env python3
"""Searches a project the slow and obvious way, and compares with what `tianye search` finds.

    search.py TIANYE PROJECT [QUERIES]

TIANYE is the program, PROJECT a project's folder, QUERIES a list such as queries.json beside this file. The project
is copied first, and the copy gets a few codings, values of an attribute and a list of synonyms to ask for; the
project itself is not touched. Texts come from `tianye text --json`, codings from `tianye codings export`; nothing
else of the program is used. Each query of the list says in "means" what it is to find, as a tree; the program is
given only the text of "query". So the program's parser, its normalisation, its operators, its reading and its index
are all put to the test at once. Where "means" is null (words of a segmentation, which has no obvious way) only
reading and index are compared.

Everything here is written to be read: a document is a list of (character, first, end) with its place in the
original, and operators are loops and regular expressions over it. It knows no index and is slow.

A table is printed. The exit code is 0 where all agree in every place, 1 otherwise.
"""

import csv
import io
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata

HERE = pathlib.Path(__file__).resolve().parent
TABLES = HERE.parent.parent / "assets" / "tables"
BORDER = "\n"
WHITE = set("\t\n\x0b\x0c\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000") | {chr(c) for c in range(0x2000, 0x200B)}


def table(name):
    rows = (TABLES / name).read_text("utf-8").splitlines()
    return dict(row.split("\t")[:2] for row in rows if row and not row.startswith("#"))


SIMPLIFIED = table("traditional-to-simplified.txt")
RADICALS = table("cjk-radicals.txt")

# --- characters ---------------------------------------------------------------------------------------------------


def within(c, *ranges):
    return any(first <= ord(c) <= last for first, last in ranges)


def is_ignorable(c):
    return within(
        c, (0x00, 0x08), (0x0E, 0x1B), (0x7F, 0x7F), (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x180B, 0x180E),
        (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xE0000, 0xE0FFF))


def writes_no_spaces(c):
    return within(
        c, (0x3005, 0x3007), (0x3021, 0x3029), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFD),
        (0x0E00, 0x0FFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3031, 0x3035), (0x3040, 0x312F), (0x31A0, 0x31BF),
        (0x31F0, 0x31FF))


def is_han(c):
    return within(c, (0x3005, 0x3007), (0x3021, 0x3029), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF),
                  (0x20000, 0x3FFFD))


def is_run(c):
    """Part of a word or number of a script that writes spaces."""
    if c.isascii():
        return c.isalnum()
    return within(c, (0x300, 0x36F)) or (c.isalnum() and not writes_no_spaces(c))


def joins_the_one_before(c):
    """May melt into the character before it: marks, and the second half of a Hangul syllable."""
    if c.isascii() or c in WHITE:
        return False
    first = unicodedata.normalize("NFKD", c)[0]
    return is_ignorable(c) or unicodedata.combining(first) != 0 or within(first, (0x1161, 0x1175), (0x11A8, 0x11C2))


def half_columns(c):
    if within(c, (0x1100, 0x115F), (0x2E80, 0xA4CF), (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0xFE30, 0xFE6F),
              (0xFF00, 0xFF60), (0xFFE0, 0xFFE6), (0x1F300, 0x1F64F), (0x1F900, 0x1F9FF), (0x20000, 0x3FFFD)):
        return 2
    return 0 if is_ignorable(c) else 1


def width(line, bound):
    return sum(half_columns(c) for c in line[:bound])


# --- one line as it is compared -----------------------------------------------------------------------------------


def folded_line(line, offset, fold=True):
    """(character, first, end) of each; blanks stand as " "."""
    out, at = [], 0
    while at < len(line):
        end = at + 1
        if line[at] in WHITE:
            out.append((" ", offset + at, offset + end))
            at = end
            continue
        while end < len(line) and joins_the_one_before(line[end]):
            end += 1
        seen = [c for c in line[at:end] if not is_ignorable(c)]
        if fold:
            composed = unicodedata.normalize("NFKC", "".join(RADICALS.get(c, c) for c in seen))
            seen = [low for c in composed for low in c.lower()]
            seen = [SIMPLIFIED.get(c, c) for c in ("σ" if c == "ς" else c for c in seen)]
        for c in seen:
            if c in WHITE:
                out.append((" ", offset + at, offset + end))
            elif not is_ignorable(c):
                out.append((c, offset + at, offset + end))
        at = end
    return out


def without_blanks(characters):
    """Blanks go, but one between two words or numbers of a script that writes spaces; and what opens or ends goes."""
    out, pending = [], None
    for c, first, end in characters:
        if c == " ":
            pending = (pending[0] if pending else first, end)
            continue
        if c == BORDER:
            pending = None
            if out and out[-1][0] != BORDER:
                out.append((c, first, end))
            continue
        if pending and out and is_run(out[-1][0]) and is_run(c):
            out.append((" ", *pending))
        pending = None
        out.append((c, first, end))
    return out


def compared(text, fold=True):
    """A query's characters as they are compared."""
    return "".join(c for c, _, _ in without_blanks(folded_line(text, 0, fold)))


# --- where paragraphs and sentences end ---------------------------------------------------------------------------

CLOSERS = "”’\"'」』）)】》〉］]»"


def is_item(line):
    if line[:1] in tuple("•·●■◆○▪") or line.startswith(("- ", "* ", "+ ", "— ")):
        return True
    numerals = "[0-9一二三四五六七八九十〇零]+"
    if line[:1] in ("（", "("):
        return re.match(f"[（(]{numerals}[）)]", line) is not None
    found = re.match(numerals, line)
    if not found or len(found[0].encode()) > 12:
        return False
    rest = line[found.end():]
    return rest.startswith(("、", ". ", "．"))


def has_label(line):
    return any(c in "：:" for c in line[1:12]) and line[0] not in "：:"


def is_parted(line, after):
    shown, begun = line.strip(), after.strip()
    ends_sentence = shown.rstrip(CLOSERS).endswith(tuple("。！？!?.…．｡"))
    return (after.startswith(("\u3000", "\t", "  ")) or ends_sentence or is_item(begun)
            or (has_label(shown) and has_label(begun)) or width(begun, 600) > 3 * width(shown, 200))


def ends_paragraph(lines, kinds, at):
    """Whether a paragraph ends with this line; a line end within a sentence of a page does not end it."""
    if at + 1 >= len(lines) or kinds[at] != "body" or kinds[at + 1] != "body":
        return True
    here, after = bool(lines[at].strip()), bool(lines[at + 1].strip())
    if here and after:
        return is_parted(lines[at], lines[at + 1])
    if not here and not after:
        return True
    first, last = (at, at + 2) if here else (at - 1, at + 1)
    if first < 0 or last >= len(lines) or kinds[first] != "body" or kinds[last] != "body":
        return True
    if not lines[last].strip():
        return True
    own, following = width(lines[first].strip(), 200), width(lines[last].strip(), 200)
    return own < 60 or own * 10 < following * 9 or is_parted(lines[first], lines[last])


def begins_sentence(text, at):
    here = text[at]
    ends = "。！？!?.｡．"
    if here in WHITE or here in CLOSERS or here in ends:
        return False
    rest = text[:at].rstrip("".join(WHITE))
    spaces = at - len(rest)
    bare = rest.rstrip(CLOSERS)
    if not bare or bare[-1] not in ends:
        return False
    return spaces > 0 or is_han(here) if bare[-1] == "." else True


class Document:
    """A document in its compared form, with the unit that each character lies in."""

    def __init__(self, given, fold=True):
        self.id, self.title, self.groups = given["document"], given["title"], given["groups"]
        self.attributes, self.speakers, self.turns = given["attributes"], given["speakers"], given["turns"]
        self.original, self.kinds = given["text"], given["paragraphs"]
        lines = self.original.split("\n")
        characters, offset, self.line_starts = [], 0, []
        paragraph = []  # of each original character, the number of its paragraph
        number = 0
        for at, line in enumerate(lines):
            self.line_starts.append(offset)
            characters += folded_line(line, offset, fold)
            end = offset + len(line)
            paragraph += [number] * (len(line) + 1)
            if at + 1 < len(lines):
                is_end = ends_paragraph(lines, self.kinds, at)
                characters.append((BORDER if is_end else " ", end, end + 1))
                number += is_end
            offset = end + 1
        self.characters = without_blanks(characters)
        self.text = "".join(c for c, _, _ in self.characters)
        self.paragraph = paragraph
        self.sentence = self.sentences()

    def sentences(self):
        """Of each original character, the number of its sentence."""
        out, number, at = [], 0, 0
        while at < len(self.original):
            end = at
            while end < len(self.original) and self.paragraph[end] == self.paragraph[at]:
                end += 1
            whole = self.original[at:end]
            number += 1
            for place in range(len(whole)):
                if place > 0 and begins_sentence(whole[max(0, place - 60):place + 1], min(place, 60)):
                    number += 1
                out.append(number)
            at = end
        return out

    def turn(self, original):
        for number, turn in enumerate(self.turns):
            if turn["start"] <= original < turn["end"]:
                return number
        return None

    def unit(self, kind, at):
        """The number of the unit in which a compared character lies; None where there is none."""
        original = self.characters[at][1]
        if kind == "t":
            return self.turn(original)
        return self.sentence[original] if kind == "s" else self.paragraph[original]

    def span(self, start, end):
        return self.characters[start][1], self.characters[end - 1][2]


# --- operators: places in compared characters ---------------------------------------------------------------------

CLAUSE_ENDS = ",;:。!?."


def open_pattern(text):
    """`?` is any one character of a paragraph, `*` up to six that end no clause."""
    out = ""
    for piece in re.split(r"([?？*＊])", text):
        if piece in ("?", "？"):
            out += "[^\n]"
        elif piece in ("*", "＊"):
            out += f"[^\n{re.escape(CLAUSE_ENDS)}]{{0,6}}?"
        else:
            out += re.escape(compared(piece))
    return out


def leftmost(found):
    """Of places in order, those that do not overlap an earlier one."""
    out, free = [], 0
    for start, end in found:
        if start >= free:
            out.append((start, end))
            free = end
    return out


def matches(pattern, text):
    return [found.span() for found in re.finditer(pattern, text, re.DOTALL) if found.end() > found.start()]


def wrong(text, wanted):
    """The characters themselves, and between those places windows in which exactly one is another letter, digit or ideograph."""
    exact = matches(re.escape(wanted), text)
    found = list(exact)
    for start in range(len(text) - len(wanted) + 1):
        end = start + len(wanted)
        window = text[start:end]
        is_free = not any(start < taken_end and taken < end for taken, taken_end in found)
        others = [a for a, b in zip(window, wanted) if a != b]
        if is_free and BORDER not in window and len(others) == 1 and others[0].isalnum():
            found.append((start, end))
    return sorted(found)


def forms(text, listed):
    """Whole words of a script that writes spaces."""
    any_of = "|".join(re.escape(compared(form)) for form in sorted(listed, key=len, reverse=True))
    return [
        (start, end) for start, end in matches(any_of, text)
        if not (start and is_run(text[start - 1])) and not (end < len(text) and is_run(text[end]))
    ]


def near(document, reach, left, right, ordered):
    """The shortest stretches that hold both."""
    stretches = set()
    for a in left:
        for b in right:
            first, second = (a, b) if a[0] <= b[0] else (b, a)
            if first[1] > second[0] or (ordered and first is not a):
                continue
            if isinstance(reach, int):
                is_near = second[0] - first[1] <= reach
            else:
                units = {document.unit(reach, at) for at in (first[0], first[1] - 1, second[0], second[1] - 1)}
                is_near = len(units) == 1 and None not in units
            if is_near:
                stretches.add((first[0], second[1]))
    shortest = [s for s in stretches
                if not any(o != s and s[0] <= o[0] and o[1] <= s[1] for o in stretches)]
    return leftmost(sorted(shortest))


def places(node, document):
    """The places of a term or a nearness."""
    kind, *rest = node
    if kind in ("text", "exact"):
        return matches(re.escape(compared(rest[0])), document.text)
    if kind == "open":
        return matches(open_pattern(rest[0]), document.text)
    if kind == "regex":
        return matches(rest[0], document.text)
    if kind == "wrong":
        return wrong(document.text, compared(rest[0]))
    if kind == "forms":
        return forms(document.text, rest[0])
    if kind == "words":
        any_of = sorted((compared(word) for word in rest[0]), key=len, reverse=True)
        return matches("|".join(re.escape(word) for word in any_of), document.text)
    if kind == "any":
        return sorted({p for part in rest for p in places(part, document)})
    if kind in ("near", "before"):
        reach, left, right = rest
        return near(document, reach, places(left, document), places(right, document), kind == "before")
    raise ValueError(f"no such operator: {kind}")


# --- the whole query: spans of the original -----------------------------------------------------------------------

SPAN_FILTERS = ("code", "coder", "speaker", "part", "uncoded")
DOCUMENT_FILTERS = ("doc", "group", "attr")
PARTS = {"body": ("body", "list"), "table": ("table", "caption")}


class Search:
    def __init__(self, program, project):
        self.program, self.project = program, project
        given = json.loads(self.run("text", project, "--json"))["documents"]
        self.documents = [Document(document) for document in given]
        self.unfolded = {document["document"]: Document(document, fold=False) for document in given}
        rows = csv.DictReader(io.StringIO(self.run("codings", "export", project, "-").lstrip("\ufeff")))
        self.codings = [(row["doc"], int(row["start_char"]), int(row["end_char"]), row["code_path"], row["coder"])
                        for row in rows]

    def run(self, *arguments):
        done = subprocess.run([self.program, *arguments], capture_output=True, check=False)
        if done.returncode not in (0, 1):
            raise SystemExit(f"{' '.join(arguments)}: {done.stderr.decode()}")
        return done.stdout.decode("utf-8")

    def is_chosen(self, node, document):
        """Whether a filter by document lets this one be looked at."""
        kind, value = node[0], node[1]
        if kind == "doc":
            return compared(value) in compared(document.title)
        if kind == "group":
            return any(compared(group) == compared(value) for group in document.groups)
        held = document.attributes.get(value)
        if held is None or len(node) == 2:
            return held is not None
        sign, wanted = node[2], node[3]
        return {"=": compared(held) == compared(str(wanted)), "!=": compared(held) != compared(str(wanted)),
                ">": float(held) > float(wanted), "<": float(held) < float(wanted)}[sign]

    def segments(self, document, node):
        """Coded segments that a filter names."""
        wanted = compared(node[1])
        for title, start, end, path, coder in self.codings:
            names = [compared(name) for name in path.split("/")]
            is_named = wanted in names if node[0] == "code" else compared(coder) == wanted
            if title == document.title and is_named:
                yield start, end

    def narrows(self, node, document):
        """The condition on spans that a filter is; None of other nodes."""
        kind = node[0]
        if kind == "not" and node[1] == ["part", "label"]:
            # Nothing of what is found may lie in one.
            return lambda span: not any(turn["start"] < span[1] and span[0] < turn["said"] for turn in document.turns)
        if kind == "not":
            inner = self.narrows(node[1], document)
            return inner and (lambda span: not inner(span))
        if kind in ("any", "all"):
            parts = [self.narrows(part, document) for part in node[1:]]
            combine = any if kind == "any" else all
            return (lambda span: combine(part(span) for part in parts)) if all(parts) else None
        if kind in ("code", "coder"):
            segments = list(self.segments(document, node))
            return lambda span: any(start <= span[0] and span[1] <= end for start, end in segments)
        if kind == "uncoded":
            coded = [(s, e) for title, s, e, _, _ in self.codings if title == document.title]
            return lambda span: not any(s < span[1] and span[0] < e for s, e in coded)
        if kind == "speaker":
            return lambda span: self.is_said(document, node[1], span)
        if kind == "part":
            return lambda span: self.is_part(document, node[1], span)
        return None

    @staticmethod
    def is_said(document, name, span):
        number = document.turn(span[0])
        if number is None:
            return False
        turn = document.turns[number]
        if turn["speaker"] is None or span[0] < turn["said"] or span[1] > turn["end"]:
            return False
        speaker = document.speakers[turn["speaker"]]
        return compared(speaker["name"]) == compared(name) or speaker["role"] == name

    @staticmethod
    def is_part(document, name, span):
        if name == "label":
            return any(turn["start"] <= span[0] and span[1] <= turn["said"] for turn in document.turns)
        first = sum(start <= span[0] for start in document.line_starts) - 1
        last = sum(start <= span[1] - 1 for start in document.line_starts) - 1
        return all(kind in PARTS.get(name, (name,)) for kind in document.kinds[first:last + 1])

    def spans(self, node, document, keep):
        """The spans of a query in a document; None where it does not match."""
        kind = node[0]
        if kind == "any":
            found = [self.spans(part, document, keep) for part in node[1:]]
            found = [spans for spans in found if spans is not None]
            return sum(found, []) if found else None
        if kind == "not":
            return [] if self.spans(node[1], document, keep) is None else None
        if kind in DOCUMENT_FILTERS:
            return [] if self.is_chosen(node, document) else None
        if kind == "all":
            conditions = [(part, self.narrows(part, document)) for part in node[1:]]
            narrowed = [condition for _, condition in conditions if condition]
            kept = lambda span: keep(span) and all(condition(span) for condition in narrowed)
            found = []
            for part, condition in conditions:
                if not condition:
                    spans = self.spans(part, document, kept)
                    if spans is None:
                        return None
                    found += spans
            return found
        if kind in ("code", "coder"):
            found = [span for span in self.segments(document, node) if keep(span)]
            return found or None
        if kind == "unfolded":
            document = self.unfolded[document.id]
            found = matches(re.escape(compared(node[1], fold=False)), document.text)
        else:
            found = places(node, document)
        spans = [document.span(start, end) for start, end in found]
        return [span for span in spans if keep(span)] or None

    def find(self, tree):
        hits, documents = set(), 0
        for document in self.documents:
            spans = self.spans(tree, document, lambda span: True)
            if spans is not None:
                documents += 1
                hits |= {(document.id, *span) for span in spans}
        return hits, documents

    def asked(self, query, through):
        """What the program finds; None where the query names something that the project does not have."""
        arguments = ["search", self.project, query, "--json", "--limit", "4000000000", "--through", through]
        done = subprocess.run([self.program, "--lang", "en", *arguments], capture_output=True, check=False)
        if done.returncode == 2 and re.search("no .* named|holds", done.stderr.decode(), re.IGNORECASE):
            return None
        if done.returncode not in (0, 1):
            raise SystemExit(f"{query}: {done.stderr.decode()}")
        answer = json.loads(done.stdout)
        hits = {(hit["document"], hit["start"], hit["end"]) for hit in answer["hits"]}
        assert len(hits) == len(answer["hits"]) == answer["total"], f"{query}: {answer['total']} is not counted right"
        return hits, len(answer["documents"])

    def show(self, scan, index, script):
        """A few of the places that one has and another has not."""
        for name, found in (("scan", scan), ("index", index)):
            for where, places_ in (("only there", found[0] - script[0]), ("only here", script[0] - found[0])):
                for document, start, end in sorted(places_)[:3]:
                    text = next(d.original for d in self.documents if d.id == document)
                    print(f"  {name}, {where}: {start}..{end} {text[max(0, start - 8):end + 8]!r}")


def prepared(program, project, folder):
    """A copy of the project with something to ask for: two codes by two coders, an attribute, synonyms."""
    copy = pathlib.Path(folder) / "copy.tianye"
    shutil.copytree(project, copy)

    def run(*arguments):
        arguments = [str(argument) for argument in arguments]
        done = subprocess.run([program, *arguments], capture_output=True, check=False)
        if done.returncode not in (0, 1):
            raise SystemExit(f"{' '.join(arguments)}: {done.stderr.decode()}")
        return done.stdout.decode("utf-8")

    codes = pathlib.Path(folder) / "codes.csv"
    codes.write_text("path,color,description\n校验/合谋,,\n校验/购买,,\n", "utf-8")
    run("codes", "import", copy, codes, "--coder", "校验者")
    run("search", copy, "合谋", "--code", "校验/合谋", "--unit", "sentence", "--coder", "校验者")
    run("search", copy, "购买服务", "--code", "校验/购买", "--unit", "paragraph", "--coder", "复核者")
    documents = json.loads(run("text", copy, "--json"))["documents"]
    for year, document in zip((2014, 2016, 2021), documents):
        run("attributes", copy, "--document", document["document"], "--set", f"校验年份={year}", "--coder", "校验者")
    run("synonyms", copy, "--set", "主管=主管部门,政府部门,职能部门,街道", "--coder", "校验者")
    return str(copy)


def main():
    program, project, *rest = sys.argv[1:]
    queries = json.loads(pathlib.Path(rest[0] if rest else HERE / "queries.json").read_text("utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        return compare(Search(program, prepared(program, project, folder)), queries)


def compare(search, queries):
    print("| query | hits | documents | scan | index | script |\n|---|--:|--:|--:|--:|--:|")
    differ, unknown = 0, []
    for row in queries:
        query = row["query"]
        scan, index = search.asked(query, "scan"), search.asked(query, "index")
        if scan is None or index is None:
            unknown.append(query)
            continue
        script = search.find(row["means"]) if row["means"] else scan
        shown = [str(len(found[0])) for found in (scan, index)] + [str(len(script[0])) if row["means"] else "–"]
        is_same = scan == index == script
        differ += not is_same
        print(f"| `{query}` | {shown[0]} | {scan[1]} | {' | '.join(shown)} |{'' if is_same else ' **differs**'}")
        if not is_same:
            search.show(scan, index, script)
    if unknown:
        print("\nNot asked, since they name something that the project does not have: " + ", ".join(unknown))
    print(f"\n{len(queries) - len(unknown)} queries, {differ} differ")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
