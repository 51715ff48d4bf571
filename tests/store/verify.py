#!/usr/bin/env python3
"""Verifies logs against checkpoints: the second implementation, on the standard library alone.

    verify.py [--checkpoint FILE]... LOG...
    verify.py --vectors

Prints one verdict for each log; ends with 0 when all are sound, with 1 when one is damaged
or a checkpoint cannot be read.
A log is a file of records, one a line, at positions 1, 2, 3 ...; or of lines
{"position":N,"line":"..."}, as an export has them.
It follows the description of the format, and shares no way of working with the first implementation:
the tree is computed level by level from all leaves, each line is taken apart by one expression.
"""

import base64
import datetime
import hashlib
import json
import re
import sys

ZERO = "0" * 64
LINE = re.compile(rb'\{"record":(.*),"sealed":\[(.*)\],"sha256":"([0-9a-f]{64})"\}', re.DOTALL)
OPENING = re.compile(
    r'\{"format":1,"stream":"([^"]*)","seq":(0|[1-9][0-9]*),'
    r'"at":"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z)",'
    r'"prev":"([0-9a-f]{64})"', re.ASCII)
SEAL = re.compile(rb'\{"#":"([0-9a-f]{64})?')
SALT = re.compile(rb'\["([0-9a-f]{32})",')
# A text, or a sign of structure, or a word: what one step over a value passes.
STEP = re.compile(rb'"(?:[^"\\\x00-\x1f]|\\.)*"|[\[\]{}]|[,:]|[a-z0-9]+')
CHECKPOINT = re.compile(
    r"[^\s+]{1,128}\n(0|[1-9][0-9]*)\n([A-Za-z0-9+/]{43})=\ntime [0-9T:.-]{23}Z\n\n"
    r"(?:— \S+ \S+\n)*(?:timestamp \S+ \S+\n)?")


class Damage(Exception):
    """What is wrong with a log."""


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def number(value):
    return value.to_bytes(8, "big")


# The tree


def leaf(position, stream, seq, digest):
    name = stream.encode()
    return sha256(b"\0", number(position), number(len(name)), name, number(seq), digest)


def root(level):
    """Pairs neighbours until one is left; who has no neighbour rises as it is."""
    if not level:
        return sha256()
    while len(level) > 1:
        pairs = [sha256(b"\1", *level[at:at + 2]) for at in range(0, len(level) - 1, 2)]
        level = pairs + level[len(pairs) * 2:]
    return level[0]


# Records


def value_end(data, begin):
    """Where the JSON value that begins there ends."""
    depth, at = 0, begin
    while True:
        step = STEP.match(data, at)
        if not step:
            raise Damage
        at, sign = step.end(), step.group()[:1]
        depth += (sign in b"[{") - (sign in b"]}")
        if depth < 0 or (depth == 0 and sign in b",:"):
            raise Damage
        if depth == 0:
            return at


def prove_seals(record, sealed):
    at = 0
    for index, seal in enumerate(SEAL.finditer(record)):
        if seal.group(1) is None:
            raise Damage
        if index > 0:
            if sealed[at:at + 1] != b",":
                raise Damage
            at += 1
        if sealed.startswith(b"null", at):
            at += 4
            continue
        salt = SALT.match(sealed, at)
        if not salt:
            raise Damage
        end = value_end(sealed, salt.end())
        value = sealed[salt.end():end]
        if sha256(bytes.fromhex(salt.group(1).decode()), value).hex().encode() != seal.group(1):
            raise Damage
        if sealed[end:end + 1] != b"]":
            raise Damage
        at = end + 1
    if at != len(sealed):
        raise Damage


def frame(line):
    """Stream, sequence, predecessor and digest of a line that is sound by itself."""
    try:
        line.decode()
    except UnicodeDecodeError:
        raise Damage from None
    parts = LINE.fullmatch(line)
    if not parts:
        raise Damage
    record, sealed, stated = parts.groups()
    digest = sha256(record)
    if digest.hex() != stated.decode():
        raise Damage
    prove_seals(record, sealed)
    opening = OPENING.match(record.decode())
    if not opening or int(opening.group(2)) >= 1 << 64:
        raise Damage
    try:
        datetime.datetime.strptime(opening.group(3), "%Y-%m-%dT%H:%M:%S.%fZ")
    except ValueError:
        raise Damage from None
    return opening.group(1), int(opening.group(2)), opening.group(4), digest


# Files


def checkpoint(path):
    """Size and root of a checkpoint; who signed it is for its verifiers."""
    with open(path, encoding="utf-8", newline="") as file:
        parts = CHECKPOINT.fullmatch(file.read())
    raw = base64.b64decode(parts.group(2) + "=") if parts else b""
    if len(raw) != 32 or base64.b64encode(raw).decode() != parts.group(2) + "=":
        raise SystemExit(f"{path} is not a checkpoint")
    return int(parts.group(1)), raw


def envelope(line):
    """Position and line of what an export has."""
    fields = json.loads(line, object_pairs_hook=list)
    if [name for name, _ in fields] != ["position", "line"]:
        raise Damage
    (_, position), (_, record) = fields
    if type(position) is not int or type(record) is not str:
        raise Damage
    return position, record.encode()


def records(path):
    """Positions and lines; None for the position of a line that cannot be read as either."""
    with open(path, "rb") as file:
        lines = file.read().split(b"\n")
    if lines[-1] == b"":
        lines.pop()
    for place, line in enumerate(lines, 1):
        if not line.startswith(b'{"position":'):
            yield place, line
            continue
        try:
            yield envelope(line)
        except (Damage, ValueError, RecursionError):
            yield place, b""


# Verdicts


def check_root(size, leaves, heads, covered):
    for wanted in (digest for of, digest in heads if of == size):
        found = root(leaves)
        if found != wanted:
            raise Damage(f"{covered + 1} to {size} are not of the checkpoint, root {found.hex()}")


def verify(path, heads):
    leaves, streams, covered = [], {}, 0
    sizes = {size for size, _ in heads}
    check_root(0, leaves, heads, covered)
    for position, line in records(path):
        expected = len(leaves) + 1
        if position > expected:
            raise Damage(f"{expected} to {position - 1} missing")
        if position < expected:
            raise Damage(f"{position} in the place of {expected}")
        try:
            stream, seq, prev, digest = frame(line)
            if (seq - 1, prev) != streams.get(stream, (0, ZERO)):
                raise Damage
        except Damage:
            raise Damage(f"record {position}") from None
        streams[stream] = seq, digest.hex()
        leaves.append(leaf(position, stream, seq, digest))
        if position in sizes:
            check_root(position, leaves, heads, covered)
            covered = position
    if sizes and max(sizes) > len(leaves):
        raise Damage(f"{len(leaves) + 1} to {max(sizes)} missing")
    return f"{len(leaves)} records in {len(streams)} streams, {covered} covered, root {root(leaves).hex()}"


def vectors():
    examples = [b"", b"\0", b"\x10", b"\x20\x21", b"\x30\x31", b"\x40\x41\x42\x43",
                bytes(range(0x50, 0x58)), bytes(range(0x60, 0x70))]
    examples = [sha256(b"\0", data) for data in examples]
    for size in range(len(examples) + 1):
        print("examples", size, root(examples[:size]).hex())
    names = [(1, 1, "/case/1"), (2, 1, "ibague/case/Expediente 14 · año 2022"),
             ((1 << 63) - 1, 1 << 32, "t/schedule/PRO-GS-029")]
    for position, seq, stream in names:
        print("leaf", position, seq, leaf(position, stream, seq, sha256(stream.encode())).hex(), stream)
    counted = [sha256(b"\0", number(value)) for value in range(1, 5001)]
    for size in (9, 100, 1023, 1024, 1025, 4097):
        print("counted", size, root(counted[:size]).hex())


def main(arguments):
    if arguments == ["--vectors"]:
        vectors()
        return 0
    heads, damaged = [], False
    while arguments[:1] == ["--checkpoint"]:
        heads.append(checkpoint(arguments[1]))
        arguments = arguments[2:]
    for path in arguments:
        try:
            print("sound:", verify(path, heads))
        except Damage as damage:
            damaged = True
            print("damage:", damage)
    return int(damaged)


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")
    sys.exit(main(sys.argv[1:]))
