"""Runs protoc and protoc-c over the project's .proto files."""

import pathlib
import subprocess
import tempfile

# Makes protoc-c leave out a file's own code and the include of it. Without it a file that imports an options file gets a
# header that demands google/protobuf/descriptor.pb-c.h, which nobody has.
NO_CODE = 'import "protobuf-c/protobuf-c.proto";\noption (pb_c_file).no_generate = true;\n'


class CompilerError(Exception):
    """protoc or protoc-c refused; the text is what it said."""


def proto_files(root):
    """All .proto files below `root`, as the names by which they import one another."""
    return sorted(str(path.relative_to(root)) for path in pathlib.Path(root).rglob("*.proto"))


def descriptor_set(root):
    """The serialized FileDescriptorSet of all files below `root` and all they import, with comments."""
    with tempfile.TemporaryDirectory() as scratch:
        out = pathlib.Path(scratch, "set")
        _run("protoc", f"-I{root}", "--include_imports", "--include_source_info", f"--descriptor_set_out={out}",
             *proto_files(root))
        return out.read_bytes()


def generate_c(root, names, without_code, out):
    """Writes name.pb-c.c and name.pb-c.h for each of `names` below `out`.

    `without_code` are the options files: a shadow of each, which says that it has no code, is put first on the path.
    """
    with tempfile.TemporaryDirectory() as shadows:
        for name in without_code:
            shadow = pathlib.Path(shadows, name)
            shadow.parent.mkdir(parents=True, exist_ok=True)
            shadow.write_text(_with_no_code(pathlib.Path(root, name).read_text()))
        _run("protoc-c", f"-I{shadows}", f"-I{root}", f"--c_out={out}", *names)


def _with_no_code(text):
    lines = text.splitlines(keepends=True)
    for index, line in enumerate(lines):
        if line.startswith("package "):
            return "".join(lines[: index + 1] + [NO_CODE] + lines[index + 1:])
    raise CompilerError("an options file without a package")


def _run(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise CompilerError(f"{command[0]}: {done.stderr.strip() or done.stdout.strip()}")
