"""What the rounds of the comparison come to: medians, and ratios of the gateway to each of the others."""

import statistics

from . import targets
from .peers import PEERS, TITLES
from .table import Table, header, median, ratios, row
from .targets import NAMES, plural

#: The columns of the table.
FIGURES = ["calls_per_second", "p50_us", "p99_us", "cpu_us", "rss_kib", "anonymous_kib", "load_cpu_us", "load", "busy", "others"]


def summarized(results: dict) -> dict:
    """Adds medians, ratios and verdicts to the rounds, for those who read the JSON."""
    cells = by_cell(results["rounds"])
    results["medians"] = [
        {"method": method, "connections": connections, "peer": peer}
        | {figure: median(rounds, figure) for figure in FIGURES}
        for (method, connections, peer), rounds in cells.items()]
    results["ratios"] = ratios_of(cells)
    results["targets"] = targets.of_ratios(results["ratios"])
    return results


def by_cell(rounds: list[dict]) -> dict[tuple, list[dict]]:
    """The rounds by method, connections and peer, in the order of the table."""
    cells = {}
    for one in rounds:
        cells.setdefault((one["method"], one["connections"], one["peer"]), []).append(one)
    methods = list(dict.fromkeys(method for method, _, _ in cells))
    order = list(PEERS)
    return dict(sorted(cells.items(), key=lambda item: (methods.index(item[0][0]), item[0][1], order.index(item[0][2]))))


def ratios_of(cells: dict) -> list[dict]:
    """oyd to each of the others, in the same turn: the median, the lowest and the highest."""
    found = []
    for (method, connections, peer), theirs in cells.items():
        ours = cells.get((method, connections, "oyd"))
        if ours and peer != "oyd":
            for figure in NAMES:
                each = ratios(ours, theirs, figure)
                found.append({
                    "method": method, "connections": connections, "peer": peer, "figure": figure,
                    "ratio": statistics.median(each), "lowest": min(each), "highest": max(each)})
    return found


def text(results: dict) -> str:
    versions = results["versions"]
    parts = [f"oyd with ledger and audit, nginx {versions['nginx']} and Envoy {versions['envoy']} without any record"]
    cells = by_cell(results["rounds"])
    for method in dict.fromkeys(method for method, _, _ in cells):
        table = Table([method, "connections"], FIGURES)
        for (of_method, connections, peer), rounds in cells.items():
            if of_method == method:
                table.add([TITLES[peer], f"{connections:,}"], rounds)
        parts.append(table.text())
    if results["ratios"]:
        parts.append("oyd to the others: medians of the ratios of neighbouring rounds")
        parts.append(ratio_table(results["ratios"]))
    if results["targets"]:
        parts.append(targets.table(results["targets"]))
    return "\n\n".join(parts)


def ratio_table(ratios: list[dict]) -> str:
    lines = header(["", "oyd to"], list(NAMES.values()))
    rows = {}
    for one in ratios:
        rows.setdefault((one["method"], one["connections"], one["peer"]), {})[one["figure"]] = one["ratio"]
    for (method, connections, peer), of_it in rows.items():
        lines.append(row(f"{method}, {plural(connections)}", TITLES[peer], *(f"{of_it[figure]:.2f}" for figure in NAMES)))
    return "\n".join(lines)
