internal import Glibc

/// The system's table of TCP sockets over IPv4, see proc_net_tcp in the kernel's documentation.
public enum SystemTable {
    /// The states of include/net/tcp_states.h.
    public enum State: String, Sendable {
        case synSent = "02"
        case listen = "0A"
    }

    /// A socket.
    public struct Row: Sendable {
        /// Its port.
        public let local: UInt16
        /// The peer's port.
        public let peer: UInt16
        /// How many connections wait to be accepted, for a listener.
        public let queued: Int
    }

    /// The table as the system writes it.
    public static var text: String { text(of: "/proc/net/tcp") }

    /// A file that the system writes as it is read; empty where there is none.
    static func text(of path: String) -> String {
        // Foundation stops where a read gives less than it asked for, and this file comes in pieces of a page.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return "" }
        defer { _ = close(descriptor) }
        var text: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        let room = piece.count
        while true {
            let count = unsafe read(descriptor, &piece, room)
            guard count > 0 else { return String(decoding: text, as: UTF8.self) }
            text += piece.prefix(count)
        }
    }

    /// The sockets in a state, of a port and with a peer's port where they are given.
    public static func tcp(_ state: State, local: UInt16? = nil, peer: UInt16? = nil) -> [Row] {
        text.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: " ")
            guard fields.count > 4, fields[3] == state.rawValue else { return nil }
            func hexadecimal(_ field: Substring) -> Int { Int(field.split(separator: ":").last ?? "", radix: 16) ?? 0 }
            let row = Row(
                local: UInt16(hexadecimal(fields[1])),
                peer: UInt16(hexadecimal(fields[2])),
                queued: hexadecimal(fields[4])
            )
            guard row.local == local ?? row.local, row.peer == peer ?? row.peer else { return nil }
            return row
        }
    }
}
