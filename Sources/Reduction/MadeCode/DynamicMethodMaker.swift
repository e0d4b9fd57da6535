/// Tells by its name and its module who made a dynamic method. The names are those that the makers' own code gives.
enum DynamicMethodMaker {
    /// `module` is the file name of the module that owns the method.
    static func maker(_ name: String, module: String) -> Maker {
        func has(_ prefix: String, _ suffix: String = "") -> Bool {
            name.utf8.count > prefix.utf8.count + suffix.utf8.count && name.utf8.starts(with: prefix.utf8)
                && name.utf8.reversed().starts(with: suffix.utf8.reversed())
        }
        func named(_ maker: String) -> Maker { Maker(maker, "the names that it gives to its methods") }
        if has("lambda_method") || name == "lambda_method" { return named("expression trees") }
        if has("Regex"), name.utf8.contains(UInt8(ascii: "_")) { return named("Regex") }
        if module == "System.Text.RegularExpressions.dll" { return Maker("Regex", "System.Text.RegularExpressions owns them") }
        if has("Read", "FromXml") || has("Write", "ToXml") || has("Read", "FromJson") || has("Write", "ToJson") {
            return named("data contract serializers")
        }
        if has("InvokeStub_") { return named("reflection (MethodInfo.Invoke)") }
        if name == "ResolveService" { return named("Microsoft.Extensions.DependencyInjection") }
        if let owner = owners[module] { return Maker(owner, "\(module.dropLast(4)) owns them") }
        return Maker(Maker.unknown, "neither the names nor the module that owns them tell it")
    }

    private static let owners = [
        "System.Private.DataContractSerialization.dll": "data contract serializers", "System.Linq.Expressions.dll": "expression trees",
        "System.Text.Json.dll": "System.Text.Json", "Newtonsoft.Json.dll": "Newtonsoft.Json", "Dapper.dll": "Dapper",
        "System.Private.Xml.dll": "XmlSerializer",
        "Microsoft.Extensions.DependencyInjection.dll": "Microsoft.Extensions.DependencyInjection",
        "Castle.Core.dll": "Castle DynamicProxy",
    ]
}
