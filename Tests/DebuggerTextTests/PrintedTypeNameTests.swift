import DebuggerText
import Testing

@Suite struct PrintedTypeNameTests {
    /// The same type as SOS in C++ prints it, and as snapshots name it.
    @Test(arguments: [
        ("System.String", "System.String"),
        ("System.Byte[][]", "System.Byte[][]"),
        ("System.Collections.Generic.List`1[[System.String, mscorlib]]", "System.Collections.Generic.List<System.String>"),
        (
            "System.Collections.Generic.Dictionary`2+Entry[[System.Int32, mscorlib],[Shop.Order[], Shop]][]",
            "System.Collections.Generic.Dictionary<System.Int32, Shop.Order[]>+Entry[]"
        ),
        ("Shop.Outer`1+Inner`1[[System.Int32, mscorlib],[System.String, mscorlib]]", "Shop.Outer<System.Int32>+Inner<System.String>"),
        (
            "System.Func`2[[System.Collections.Generic.List`1[[System.Object, mscorlib]], mscorlib],[System.Boolean, mscorlib]]",
            "System.Func<System.Collections.Generic.List<System.Object>, System.Boolean>"
        ),
        ("Shop.Cart+<>c__DisplayClass3_0", "Shop.Cart+<>c__DisplayClass3_0"),
        ("System.Collections.Hashtable/bucket[]", "System.Collections.Hashtable+bucket[]"),
        ("System.EventHandler`1<Shop.OrderArgs>", "System.EventHandler<Shop.OrderArgs>"),
        ("System.WeakReference`1[[System.Object System.Private.CoreLib]]", "System.WeakReference<System.Object>"),
        ("System.Net.Sockets.Socket AwaitableSocketAsyncEventArgs", "System.Net.Sockets.Socket+AwaitableSocketAsyncEventArgs"),
        (
            "System.Collections.Generic.Dictionary<System.Int32, System.String>+Entry[]",
            "System.Collections.Generic.Dictionary<System.Int32, System.String>+Entry[]"
        ),
        ("<Unloaded Type>", "<Unloaded Type>"), ("System.String[,]", "System.String[,]"),
    ])
    func theNameOfSnapshots(_ printed: String, _ name: String) { #expect(PrintedTypeName.canonical(printed) == name) }

    @Test(arguments: [
        "A`1[[B", "A`1[[B, b]]]", "A`1[[B, b]]x", "A`1[[B, b],[C, c]]", "A`99999999999999999999[[B]]", "`", "[[", "A`1[[]]", "+`1",
        "A`1[[B, b] ", "A`1<B", "A`1<B, C`1<D>", String(repeating: "A`1[[", count: 100), nested(48),
        "A`1[[" + String(repeating: "B", count: 1 << 14) + "]]",
    ])
    func whatCannotBeReadStaysAsItIs(_ printed: String) { #expect(PrintedTypeName.canonical(printed) == printed) }

    /// Names that lost the arguments they announce, and the deepest one that is read.
    @Test(arguments: [
        ("A`", "A"), ("A`1[]", "A[]"), ("A`1[,]", "A[,]"), ("A`2[[B, b]]", "A<B>"),
        (nested(47), String(repeating: "A<", count: 47) + "B" + String(repeating: ">", count: 47)),
    ])
    func whatIsReadInPart(_ printed: String, _ name: String) { #expect(PrintedTypeName.canonical(printed) == name) }

    /// Three spaces or an arrow stand behind a name, and not in one.
    @Test(arguments: [
        ("System.String   ← 最多", "System.String"), ("System.String ← most", "System.String"), ("System.String <- most", "System.String"),
        ("System.String      the most of all", "System.String"),
        (
            "Shop.Map`2[[System.Int32, mscorlib],   [Shop.Order, Shop]] -- > twice",
            "Shop.Map`2[[System.Int32, mscorlib],   [Shop.Order, Shop]] -- > twice"
        ),
        ("System.EventHandler`1[[Shop.OrderArgs, Shop]] <-- leak", "System.EventHandler<Shop.OrderArgs>"),
    ])
    func remarksAreNoPartOfAName(_ printed: String, _ name: String) { #expect(PrintedTypeName.canonical(printed) == name) }

    static func nested(_ depth: Int) -> String {
        String(repeating: "A`1[[", count: depth) + "B" + String(repeating: "]]", count: depth)
    }
}
