/// Objects as the caller holds them: pointers that own one reference each.
enum Handle {
    /// A pointer to be given to the caller.
    @unsafe static func make<Object: AnyObject>(_ object: Object) -> OpaquePointer {
        unsafe OpaquePointer(Unmanaged.passRetained(object).toOpaque())
    }

    /// The object that a pointer of the caller's stands for; nil for NULL.
    @unsafe static func object<Object: AnyObject>(_ pointer: OpaquePointer?) -> Object? {
        guard let pointer = unsafe pointer else { return nil }
        return unsafe Unmanaged<Object>.fromOpaque(UnsafeRawPointer(pointer)).takeUnretainedValue()
    }

    /// Gives up the reference of a pointer of the caller's, which becomes NULL.
    @unsafe static func release<Object: AnyObject>(_ object: Object, _ place: UnsafeMutablePointer<OpaquePointer?>) {
        unsafe place.pointee = nil
        unsafe Unmanaged.passUnretained(object).release()
    }
}
