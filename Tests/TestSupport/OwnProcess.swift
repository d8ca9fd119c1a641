internal import Glibc

/// What a test does to the process that it has for itself.
public enum OwnProcess {
    /// The memory of its own that it holds, in bytes, counted page by page; nil where the system does not say.
    ///
    /// What programs and libraries map of files is not in it. See smaps_rollup in proc_pid_smaps(5).
    public static var memory: Int? {
        let text = SystemTable.text(of: "/proc/self/smaps_rollup")
        guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("Anonymous:") }) else { return nil }
        return line.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 * 1024 }
    }

    /// Ends it with a signal after this time, whatever becomes of who started it.
    public static func end(after seconds: UInt32) {
        alarm(seconds)
    }
}
