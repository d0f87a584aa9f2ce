import CHost

/// Memory that only the start needed.
enum StartUpMemory {
    /// Returns malloc's free memory to the kernel, and unmaps the pages of the program and its libraries: serving needs a fifth of what the
    /// start touched (Foundation with its ICU, the linker's tables, reading the configuration). Pages that are needed again are mapped from the page
    /// cache. This lowers the resident size; what a cgroup is charged with falls little.
    static func giveBack() {
        oy_give_back_memory()
    }
}
