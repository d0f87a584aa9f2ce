import CHost

/// Memory that only the start needed.
enum StartUpMemory {
    /// Gives it back to the kernel: pages of the program and its libraries that serving does not use, of some 30 MiB the most (Foundation with
    /// its ICU, the linker's tables, reading the configuration), and what malloc holds free. What is used all the same is mapped again from the page
    /// cache, where it is the kernel's to drop when memory is short.
    static func giveBack() {
        oy_give_back_memory()
    }
}
