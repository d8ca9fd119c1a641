public import Testing

extension Trait where Self == TimeLimitTrait {
    /// Ends what hangs, and nothing else: all tests begin at once and share the processors, so that the wait for the others
    /// counts too, which with a sanitizer or in a long run is nearly all of it.
    public static var bounded: Self { .timeLimit(.minutes(TestLength.count(60, long: 240))) }
}
