import Testing

@testable import Reduction

@Suite struct MadeNameTests {
    @Test(arguments: [
        ("Microsoft.GeneratedCode", "Microsoft.GeneratedCode"), ("DynamicProxyGenAssembly2", "DynamicProxyGenAssembly2"),
        ("r2bjp0", "r2bjp*"), ("r2bjp3751", "r2bjp*"), ("k3j2h1xq", "*"), ("qgt1j2cs", "*"), ("r2bjpfrk", "*"), ("51buoqnx", "*"),
        ("mr4vbdbg", "*"), ("r2bjp123", "r2bjp*"),
        ("zy5bmswi.k4q", "*"), ("zy5bmswi.k4q.dll", "*.dll"), ("abcdefgh.dll", "abcdefgh.dll"), ("k3j2h1xq.dll", "*.dll"),
        ("lambda_method17", "lambda_method*"),
        ("lambda_method", "lambda_method"), ("Regex12_TryMatchAtCurrentPosition", "Regex*_TryMatchAtCurrentPosition"),
        ("ℛ*ed7923c8-d6a0-4d3f-ac30-5ac9b1b8a5a4#1-0", "ℛ*#*-*"), ("Rules_0a1b2c3d4e", "Rules_*"), ("database", "database"),
        ("Snippets", "Snippets"), ("a.12.34", "a.*.*"), ("", ""), ("42", "*"),
    ]) func patterns(_ name: String, _ pattern: String) {
        #expect(MadeName.pattern(name) == pattern)
    }

    /// Files are named with numbers on purpose.
    @Test(arguments: [
        ("SQLitePCLRaw.provider.e_sqlite3.dll", "SQLitePCLRaw.provider.e_sqlite3.dll"), ("log4net.dll", "log4net.dll"),
        ("k3j2h1xq.dll", "*.dll"), ("Plugin2.dll", "Plugin2.dll"), ("System.Net.Http.dll", "System.Net.Http.dll"),
        ("Plugin-ed7923c8-d6a0-4d3f-ac30-5ac9b1b8a5a4.dll", "Plugin-*.dll"),
    ]) func patternsOfFiles(_ name: String, _ pattern: String) { #expect(MadeName.patternOfFile(name) == pattern) }

    @Test(arguments: [
        ("lambda_method7", "Anonymously Hosted DynamicMethods Assembly", "expression trees"),
        ("Regex3_Scan", "System.Text.RegularExpressions.dll", "Regex"), ("Go1", "System.Text.RegularExpressions.dll", "Regex"),
        ("ReadOrderFromXml", "System.Private.DataContractSerialization.dll", "data contract serializers"),
        ("FromXml", "App.dll", "unknown"), ("InvokeStub_Order.Place", "System.Private.CoreLib.dll", "reflection (MethodInfo.Invoke)"),
        ("set_Name", "Dapper.dll", "Dapper"), ("Calculate", "App.dll", "unknown"), ("", "", "unknown"),
    ]) func makersOfMethods(_ name: String, _ module: String, _ maker: String) {
        #expect(DynamicMethodMaker.maker(name, module: module).name == maker)
    }
}
