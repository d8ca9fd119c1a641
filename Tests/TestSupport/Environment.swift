internal import Foundation

/// What whoever runs the tests asks for with variables of the environment.
public enum Environment {
    /// The number that a variable has; nil where it is not set, and the end of the run where it is no number.
    public static func number(_ name: String) -> UInt32? {
        guard let text = ProcessInfo.processInfo.environment[name] else { return nil }
        guard let number = UInt32(text) else { preconditionFailure("\(name)=\(text) is no number below 2^32") }
        return number
    }
}
