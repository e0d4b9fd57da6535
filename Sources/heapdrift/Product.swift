/// The program's name and version.
enum Product {
    static let name = "heapdrift"
    static let version = "0.1.0"
}
