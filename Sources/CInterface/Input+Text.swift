internal import SecureSocketCore

extension Input {
    /// A text; nil for NULL and for an empty one, EINVAL for one that is not UTF-8.
    @unsafe static func text(_ pointer: UnsafePointer<CChar>?, _ name: String) throws(TLSError) -> String? {
        guard let pointer = unsafe pointer, unsafe pointer.pointee != 0 else { return nil }
        guard let text = unsafe String(validatingCString: pointer) else {
            throw .configuration(name + " is not UTF-8")
        }
        return text
    }
}
