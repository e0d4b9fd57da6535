import SnapshotModel
import Testing

@Suite struct CompilerNamesTests {
    @Test(arguments: [
        ("Shop.Cart+<>c__DisplayClass12_0", "Shop.Cart+<>c__DisplayClass#_#"), ("Shop.Cart+<Load>d__5", "Shop.Cart+<Load>d__#"),
        ("Shop.Cart+<>c.<Load>b__12_1", "Shop.Cart+<>c.<Load>b__#_#"), ("Shop.Cart+<>c.<>9__12_1", "Shop.Cart+<>c.<>9__#_#"),
        ("Shop.Cart.<Load2>g__Retry3|12_0", "Shop.Cart.<Load2>g__Retry3|#_#"), ("<conn>5__2", "<conn>5__#"),
        ("<>f__AnonymousType3<System.Int32>", "<>f__AnonymousType#<System.Int32>"), ("A<B+<X>d__1>+<Y>d__22[]", "A<B+<X>d__#>+<Y>d__#[]"),
        ("Shop.Cart+<<Main>b__0>d", "Shop.Cart+<<Main>b__#>d"), ("Größe+<Größe>d__7", "Größe+<Größe>d__#"),
        // Mono's compiler.
        ("Lab+<Main>c__AnonStorey0", "Lab+<Main>c__AnonStorey#"), ("Lab.<Main>m__12", "Lab.<Main>m__#"),
    ]) func numbers(_ name: String, _ folded: String) { #expect(CompilerNames.withoutNumbers(name) == folded) }

    @Test(arguments: [
        "", ">", ">c__", "<>c", "<>1__state", "Shop.Session2", "List<Order1>", "Int32", "Shop.A>b_1", "<>t__builder",
        "System.Collections.Generic.Dictionary<System.String, Shop.Order12>+Entry[]",
    ]) func noNumbers(_ name: String) { #expect(CompilerNames.withoutNumbers(name) == nil) }
}
