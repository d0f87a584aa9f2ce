#!/usr/bin/env python3
"""Turns proto/ into the code that is checked in: `make proto`.

    main.py             writes it in place
    main.py --out DIR   writes it below DIR instead
    main.py --check     writes nothing, exits with 1 where what is checked in differs
"""

import argparse
import filecmp
import pathlib
import shutil
import sys
import tempfile

import c_registry
import compiler
import model
import refusals
import swift_tables

PROTO = pathlib.Path(__file__).resolve().parent.parent
PROJECT = PROTO.parent
C_SOURCES = pathlib.Path("Sources/CProtos/generated")
C_HEADERS = pathlib.Path("Sources/CProtos/include")
SWIFT = pathlib.Path("Sources/Contract/Generated")
# In the folders of generated files, but written by hand.
BY_HAND = {C_HEADERS / "module.modulemap"}


class Refused(Exception):
    """The contract is refused; the text has a line for each reason."""


def contract_of(proto):
    """The contract below `proto`, or Refused."""
    contract = model.read(compiler.descriptor_set(proto), compiler.proto_files(proto))
    reasons = refusals.refusals(contract)
    if reasons:
        raise Refused("\n".join(reasons))
    return contract


def generate(proto, out):
    """Writes everything below `out`, in the layout of the project."""
    contract = contract_of(proto)
    with tempfile.TemporaryDirectory() as scratch:
        compiler.generate_c(proto, contract.files, contract.options_files, scratch)
        for path in sorted(pathlib.Path(scratch).rglob("*.pb-c.*")):
            folder = C_SOURCES if path.suffix == ".c" else C_HEADERS
            _write(out / folder / path.relative_to(scratch), path.read_text())
    _write(out / C_SOURCES / "registry.c", c_registry.registry_source(contract))
    _write(out / C_HEADERS / "registry.h", c_registry.registry_header())
    _write(out / C_HEADERS / "CProtos.h", c_registry.umbrella(contract))
    _write(out / SWIFT / "RPC.swift", swift_tables.rpcs(contract))
    _write(out / SWIFT / "Endpoints.swift", swift_tables.endpoints(contract))
    _write(out / SWIFT / "Rules.swift", swift_tables.rules(contract))


def generated_files(root):
    """The generated files below `root`, relative to it."""
    found = {path.relative_to(root) for folder in (C_SOURCES, C_HEADERS, SWIFT) if (root / folder).is_dir()
             for path in (root / folder).rglob("*") if path.is_file()}
    return found - BY_HAND


def stale(fresh, checked_in):
    """One line for each generated file that is missing, left over or different in `checked_in`."""
    new, old = generated_files(fresh), generated_files(checked_in)
    yield from (f"{path}: is missing" for path in sorted(new - old))
    yield from (f"{path}: comes from no .proto file any more" for path in sorted(old - new))
    yield from (f"{path}: differs from what the .proto files say" for path in sorted(new & old)
                if not filecmp.cmp(fresh / path, checked_in / path, shallow=False))


def install(fresh, project):
    """Puts what was generated in place and removes what comes from no .proto file any more."""
    for path in generated_files(project) - generated_files(fresh):
        (project / path).unlink()
    for path in generated_files(fresh):
        if not (project / path).exists() or not filecmp.cmp(fresh / path, project / path, shallow=False):
            (project / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(fresh / path, project / path)


def _write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--out", type=pathlib.Path, help="folder to write to, in the project's layout")
    choice.add_argument("--check", action="store_true", help="only say what is stale")
    options = parser.parse_args(arguments)
    try:
        if options.out:
            generate(PROTO, options.out)
            return 0
        with tempfile.TemporaryDirectory() as scratch:
            fresh = pathlib.Path(scratch)
            generate(PROTO, fresh)
            if not options.check:
                install(fresh, PROJECT)
                return 0
            lines = list(stale(fresh, PROJECT))
    except (Refused, compiler.CompilerError) as error:
        print(error, file=sys.stderr)
        return 1
    for line in lines:
        print(line, file=sys.stderr)
    if lines:
        print("Run `make proto`.", file=sys.stderr)
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
