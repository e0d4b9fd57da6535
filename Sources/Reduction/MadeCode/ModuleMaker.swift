import CoreCLR

/// Tells by its marks who made a module. The marks are those of the makers' own code: namespaces of the types that they generate, types on
/// which the generated code depends, and the attributes that compilers write.
struct ModuleMaker {
    /// File names of the modules that the process has loaded.
    private let loaded: Set<String>

    init(loaded modules: [ManagedModule]) {
        loaded = Set(modules.lazy.filter { $0.origin == .file }.map(\.name)).intersection(Self.compilers)
    }

    private static let codeAnalysis = "Microsoft.CodeAnalysis.CSharp.dll"
    private static let codeDom = "System.CodeDom.dll"
    private static let compilers: Set = [codeAnalysis, codeDom]

    /// `isRandomName`: whether the name is one that only a generator of random names gives.
    func maker(of module: ManagedModule, _ marks: ModuleMarks?, isRandomName: Bool) -> Maker {
        if module.name == "Anonymously Hosted DynamicMethods Assembly" {
            return Maker("dynamic methods", "the module of dynamic methods without an owner, of which every process has at most one")
        }
        if let marks, let known = generator(module.name, marks) ?? compiler(module, marks, isRandomName: isRandomName) { return known }
        if module.isDynamic { return Maker("Reflection.Emit", "emitted: it has no image, and none of the marks of a known maker") }
        return Maker(Maker.unknown, marks == nil ? "the dump does not hold its metadata" : "it has none of the marks of a known maker")
    }

    private func generator(_ name: String, _ marks: ModuleMarks) -> Maker? {
        func defines(_ prefix: String) -> Bool { marks.types.contains { $0.utf8.starts(with: prefix.utf8) } }
        func refersTo(_ prefix: String) -> Bool { marks.references.contains { $0.utf8.starts(with: prefix.utf8) } }
        for mark in Self.generated where defines(mark.prefix) { return Maker(mark.maker, "its types are \(mark.prefix)…") }
        for mock in Self.mocks where refersTo(mock + ".") || marks.assemblies.contains(mock) {
            return Maker("mocks (\(mock))", "its types refer to \(mock)")
        }
        if name.utf8.starts(with: "DynamicProxyGenAssembly".utf8) || defines("Castle.Proxies.") || refersTo("Castle.DynamicProxy.") {
            return Maker(
                "Castle DynamicProxy",
                defines("Castle.Proxies.") ? "its types are Castle.Proxies.…" : "its name, and its references to Castle.DynamicProxy")
        }
        for mark in Self.references where refersTo(mark.prefix) { return Maker(mark.maker, "its types refer to \(mark.prefix)") }
        return nil
    }

    /// Beginnings of the names of generated types.
    private static let generated: [(prefix: String, maker: String)] = [
        ("Microsoft.Xml.Serialization.GeneratedAssembly.", "XmlSerializer"), ("Submission#", "C# scripting (Roslyn)"),
        ("generatedProxy_", "DispatchProxy"), ("AspNetCoreGeneratedDocument.", "Razor (Roslyn)"), ("AspNetCore.Views_", "Razor (Roslyn)"),
        ("System.Linq.Dynamic.", "dynamic LINQ"),
    ]
    private static let mocks = ["Moq", "NSubstitute", "FakeItEasy", "Telerik.JustMock", "Rhino.Mocks"]
    /// Types on which generated code depends.
    private static let references: [(prefix: String, maker: String)] = [
        ("NHibernate.Proxy.", "NHibernate proxies"), ("Microsoft.Scripting.", "scripting (DLR)"), ("IronPython.", "scripting (IronPython)"),
        ("System.Text.RegularExpressions.RegexRunner", "Regex"), ("System.Runtime.CompilerServices.Closure", "expression trees"),
        ("System.Runtime.Serialization.XmlObjectSerializer", "data contract serializers"),
    ]

    /// A compiler of C# writes two attributes that nothing else does.
    private func compiler(_ module: ManagedModule, _ marks: ModuleMarks, isRandomName: Bool) -> Maker? {
        guard !module.isDynamic else { return nil }
        let attributes = ["CompilationRelaxationsAttribute", "RuntimeCompatibilityAttribute"].map {
            "System.Runtime.CompilerServices." + $0
        }
        guard attributes.allSatisfy(marks.references.contains), module.origin == .bytes || isRandomName else { return nil }
        let how = module.origin == .bytes ? "it was loaded from bytes" : "its file has a random name"
        if loaded.contains(Self.codeAnalysis) {
            return Maker("Roslyn", "\(how), it has the marks of a C# compiler, and Microsoft.CodeAnalysis.CSharp is loaded")
        }
        if loaded.contains(Self.codeDom) || isRandomName {
            let because = loaded.contains(Self.codeDom) ? "System.CodeDom is loaded" : "its name is random as CSharpCodeProvider gives it"
            return Maker("CSharpCodeProvider", "\(how), it has the marks of a C# compiler, and \(because)")
        }
        return Maker(Maker.unknown, "\(how), it has the marks of a C# compiler, and no compiler is loaded")
    }
}
