import Testing

@testable import GCDump

@Suite struct TypeNameTextTests {
    @Test(arguments: [
        ("System.String", "System.String"), ("System.Byte[] (Bytes > 1K)", "System.Byte[]"),
        ("System.Byte[] (Bytes > 100K)", "System.Byte[]"),
        ("System.Byte[] (Bytes > 10M)", "System.Byte[]"), ("Odd (Bytes > K)", "Odd (Bytes > K)"), ("Odd (Bytes > 1K", "Odd (Bytes > 1K"),
        ("Entry<System.String,System.Object>[]", "Entry<System.String, System.Object>[]"), ("[]c", "<>c"),
        ("[]c__DisplayClass1_0<A,B>", "<>c__DisplayClass1_0<A, B>"), ("Registrar.SharedDynamic.[]c", "Registrar.SharedDynamic.<>c"),
        ("A<B+[]c,C[]>", "A<B+<>c, C[]>"), ("System.String<,>", "System.String[,]"), ("System.Object[]<,,>", "System.Object[][,,]"),
        ("A<B<,>,C>", "A<B[,], C>"), ("A<B, C>", "A<B, C>"),
        ("AsyncStateMachineBox<V,Worker+<Run>d__1>", "AsyncStateMachineBox<V, Worker+<Run>d__1>"),
        ("(Type  Window <|window location:https://x/?id=1|>)", "(Type  Window)"), ("", ""), ("[]", "[]"), ("<", "<"), ("a,", "a, "),
    ])
    func namesAreCanonical(_ name: String, _ expected: String) { #expect(TypeNameText.canonical(name) == expected) }

    @Test(arguments: [("/app/Shop.dll", "Shop.dll"), (#"C:\app\Shop.dll"#, "Shop.dll"), ("Shop.dll", "Shop.dll"), ("", ""), ("/a/", "")])
    func modulesAreFileNames(_ path: String, _ expected: String) { #expect(TypeNameText.moduleName(path) == expected) }
}
