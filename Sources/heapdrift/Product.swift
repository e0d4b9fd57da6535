/// Who is speaking.
enum Product {
    static let name = "heapdrift"
    static let version = "0.1.0"
}
