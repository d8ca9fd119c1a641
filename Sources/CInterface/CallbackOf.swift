/// A function of the caller's with the pointer that it wants back.
///
/// The caller promises that both can be used from the threads that need them.
@safe struct CallbackOf<Function>: @unchecked Sendable {
    private let function: Function
    private let context: UnsafeMutableRawPointer?

    @unsafe init(_ function: Function, _ context: UnsafeMutableRawPointer?) {
        self.function = function
        unsafe self.context = unsafe context
    }

    /// Lends both to `body`, which calls the one with the other.
    @unsafe func run<Result>(_ body: (Function, UnsafeMutableRawPointer?) -> Result) -> Result {
        unsafe body(function, context)
    }
}
