"""Packages depend on each other in one direction: who judges shares no code with who acts."""

import ast
import unittest
from pathlib import Path

SOAK = Path(__file__).parents[1]
#: What a package may import of the others. What lies on top may import everything.
ALLOWED = {
    "evidence": {"plan"},
    "callers": {"plan", "evidence"},
    "environment": {"plan", "evidence", "callers"},
    "checks": {"plan", "evidence"},
    "report": {"checks", "evidence", "options"},
}


def imported(source: Path) -> set[str]:
    """Modules and packages on top of the soak that a module of one of its packages names."""
    names = set()
    for node in ast.walk(ast.parse(source.read_text())):
        if isinstance(node, ast.ImportFrom) and node.level == 2:
            names |= {node.module.split(".")[0]} if node.module else {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module.split(".")[0] == "soak":
            names.add(node.module)  # Allowed to nobody: inside, names are relative.
    return names


class DependenciesTest(unittest.TestCase):
    def test_one_way(self):
        for package, allowed in ALLOWED.items():
            for source in (SOAK / package).glob("*.py"):
                with self.subTest(source=f"{package}/{source.name}"):
                    self.assertLessEqual(imported(source), allowed)

    def test_every_package_is_looked_at(self):
        packages = {path.parent.name for path in SOAK.glob("*/__init__.py")} - {"tests"}
        self.assertEqual(packages, set(ALLOWED))
