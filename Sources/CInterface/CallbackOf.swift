/// A function of the caller's with the pointer that it wants back.
///
/// The caller promises that both can be used from the threads that need them.
@safe struct CallbackOf<Function>: @unchecked Sendable {
    private let function: Function
    private let context: UnsafeMutableRawPointer?
    private let callbacks: CallbackGuard

    @unsafe init(_ function: Function, _ context: UnsafeMutableRawPointer?, _ callbacks: CallbackGuard) {
        self.function = function
        unsafe self.context = unsafe context
        self.callbacks = callbacks
    }

    /// Runs `body` as one inside of a callback.
    @unsafe func run<Result>(_ body: (Function, UnsafeMutableRawPointer?) -> Result) -> Result {
        callbacks.run { unsafe body(function, context) }
    }
}
