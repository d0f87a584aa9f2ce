"""The scenes, by their names: the functions of these modules whose names begin with `scene_`, each taking a Call.

"not-found" is `scene_not_found`; a request without a name plays `scene_`.
"""

from scenes import answers, connections, events, frames, streams

named = {
    function.removeprefix("scene_").replace("_", "-"): play
    for module in (answers, connections, events, frames, streams)
    for function, play in vars(module).items()
    if function.startswith("scene_")
}
