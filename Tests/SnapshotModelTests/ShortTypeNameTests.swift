import SnapshotModel
import Testing

@Suite struct ShortTypeNameTests {
    @Test(arguments: [
        ("System.String", "System.String"), ("Lab+Handlers", "Handlers"), ("System.Type+<>c", "<>c"), ("Worker+<Run>d__1", "<Run>d__1"),
        ("System.Collections.Generic.Dictionary<System.String, System.Object>+Entry[]", "Entry<System.String, System.Object>[]"),
        ("Shapes.Outer<System.String>+Inner<System.Int32>", "Inner<System.String, System.Int32>"),
        ("A.B<C.D<E>+F<G>[], H+I>", "A.B<C.D+F<E, G>[], H+I>"), ("A.B<C[,], D>[,][]", "A.B<C[,], D>[,][]"), ("A+B*", "B*"), ("", ""),
        (
            "System.Runtime.CompilerServices.AsyncTaskMethodBuilder<V>+AsyncStateMachineBox<Worker+<Run>d__1>",
            "AsyncStateMachineBox<V, Worker+<Run>d__1>"
        ),
        ("[]", "[]"), ("A.<>z__Array<B>", "A.<>z__Array<B>"),
    ])
    func declaringTypesAreLeftOut(_ name: String, _ expected: String) { #expect(ShortTypeName(name)?.text == expected) }

    @Test func bracketsThatDoNotMatchAreNoName() {
        for name in ["A<B", "<", "A+<", "A<B<C>"] { #expect(ShortTypeName(name) == nil, "\(name)") }
        // Deep ones end.
        let deep = String(repeating: "A<", count: 20_000) + "B" + String(repeating: ">", count: 20_000)
        #expect(ShortTypeName(deep)?.name == "A")
        #expect(ShortTypeName(deep)?.text.isEmpty == false)
    }
}
