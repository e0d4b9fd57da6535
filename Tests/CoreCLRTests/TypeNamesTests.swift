import Testing

@testable import CoreCLR

@Suite struct GenericNameTests {
    @Test(arguments: [
        ("Ns.Plain", [], "Ns.Plain"),
        ("Ns.List`1", ["System.Int32"], "Ns.List<System.Int32>"),
        ("Ns.Outer`1+Inner`2", ["A", "B", "C"], "Ns.Outer<A>+Inner<B, C>"),
        ("Ns.Outer`1+Inner", ["A"], "Ns.Outer<A>+Inner"),
        ("Ns.Emp`1", [], "Ns.Emp`1"),
        ("Ns.NoMarker", ["A", "B"], "Ns.NoMarker<A, B>"),
        ("Ns.Few`3", ["A"], "Ns.Few<A>"),
        ("Ns.Huge`99999999999999999999", ["A"], "Ns.Huge`99999999999999999999<A>"),
        ("Ns.Big`9223372036854775807", ["A"], "Ns.Big<A>"),
        ("Ns.Zero`0", ["A"], "Ns.Zero`0<A>"),
        ("Ns.Mid`1Name", ["A"], "Ns.Mid`1Name<A>"),
    ])
    func puts(_ definition: String, _ arguments: [String], _ expected: String) {
        #expect(GenericName.format(definition, arguments) == expected)
    }
}

@Suite struct RuntimeVersionTests {
    @Test(arguments: [
        ("/usr/share/dotnet/shared/Microsoft.NETCore.App/8.0.4/libcoreclr.so", RuntimeVersion(major: 8, minor: 0, patch: 4)),
        ("/x/10.0.0-preview.7/libcoreclr.so", RuntimeVersion(major: 10, minor: 0, patch: 0)), ("/app/libcoreclr.so", nil),
        ("libcoreclr.so", nil),
    ])
    func fromThePath(_ path: String, _ expected: RuntimeVersion?) {
        #expect(RuntimeVersion(libraryPath: path) == expected)
    }

    @Test(arguments: [
        ("8.0.424.16909", RuntimeVersion(major: 8, minor: 0, patch: 4)),
        ("10.0.1326.50504", RuntimeVersion(major: 10, minor: 0, patch: 13)),
        ("4.700.22.11601", RuntimeVersion(major: 3, minor: 1, patch: 0)), ("8.0", nil), ("a.b.c", nil), ("99999999999999999999.0.0", nil),
    ])
    func fromTheEmbeddedText(_ text: String, _ expected: RuntimeVersion?) {
        #expect(RuntimeVersion(embedded: text) == expected)
    }
}
