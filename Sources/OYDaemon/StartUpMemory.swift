import CHost

/// Memory that only the start needed.
enum StartUpMemory {
    /// Gives back to the kernel what malloc holds free, and unmaps the pages of the program and its libraries: serving uses a fifth of what the
    /// start has used (Foundation with its ICU, the linker's tables, reading the configuration). What is used all the same, by a reload too, is mapped again
    /// from the page cache, where it is the kernel's to drop when memory is short. So the resident size falls, what a cgroup is charged with falls little.
    static func giveBack() {
        oy_give_back_memory()
    }
}
