"""The credentials' files, laid out and exchanged as Kubernetes does it: `..data` leads to the folder of a version."""

import os
import shutil
from pathlib import Path

USERNAME, KEY = "myuser", "7654321"


class CredentialFiles:
    def __init__(self, folder: Path):
        self.folder = folder
        self._version = 0
        folder.mkdir(mode=0o700)
        self.turn()
        for name in ("username", "api-key"):
            (folder / name).symlink_to(f"..data/{name}")

    def turn(self, key: str = KEY + "\n") -> None:
        """Turns the link to a new folder, and removes the old one."""
        old, self._version = self._version, self._version + 1
        fresh = self.folder / f"..{self._version}"
        fresh.mkdir(mode=0o700)
        self._write(fresh / "username", USERNAME + "\n")
        self._write(fresh / "api-key", key)
        (self.folder / "..new").symlink_to(fresh.name)
        os.rename(self.folder / "..new", self.folder / "..data")
        shutil.rmtree(self.folder / f"..{old}", ignore_errors=True)

    def rewrite(self, key: str = KEY, mode: int = 0o600) -> None:
        """Puts a new file in the place of the key's, by renaming."""
        path = self.folder / f"..{self._version}" / "api-key"
        fresh = path.with_name("api-key.new")
        self._write(fresh, key, mode)
        os.rename(fresh, path)

    @staticmethod
    def _write(path: Path, text: str, mode: int = 0o600) -> None:
        path.touch(mode=0o600)
        path.write_text(text)
        path.chmod(mode)
