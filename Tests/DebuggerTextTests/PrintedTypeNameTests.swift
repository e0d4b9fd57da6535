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
        "A`1[[B", "A`2[[B, b]]", "A`1[[B, b]]]", "A`99999999999999999999[[B]]", "`", "A`", "[[", "A`1[[]]",
        String(repeating: "A`1[[", count: 100),
    ])
    func whatCannotBeReadStaysAsItIs(_ printed: String) {
        let name = PrintedTypeName.canonical(printed)
        #expect(name == printed || !name.isEmpty)
    }
}
