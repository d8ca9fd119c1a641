import Foundation
import SecureSockets

/// Talks to itself on loopback with whatever library the package was built with.
///
/// It fails where something is not as it has to be on each. The argument is the folder with the project's test certificates.
@main
enum Main {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 2 else { throw Difference(description: "Usage: same-source FOLDER-OF-CERTIFICATES") }
        try Trials(folder: URL(filePath: arguments[1])).run()
        print("same-source: all is as it has to be on \(DefaultBackend.name) \(DefaultBackend.runtimeVersion)")
    }
}

/// What is not as it has to be.
struct Difference: Error, CustomStringConvertible {
    let description: String
}

/// Compares what is with what has to be.
func expect<Value: Equatable>(_ what: String, _ found: Value, _ wanted: Value) throws {
    guard found != wanted else { return }
    throw Difference(description: "\(what): \(found), and it has to be \(wanted)")
}
