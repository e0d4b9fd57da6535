import CNettle
import RawMemory

/// The hash of names for `Redaction`: HMAC-SHA256 with the salt as its key.
package struct NameHash: Sendable {
    private let salt: [UInt8]

    package init(salt: [UInt8]) { self.salt = salt }

    /// 10 hexadecimal digits: the first 40 bits of the name's code.
    package func digits(_ name: String) -> String {
        var state = hmac_sha256_ctx()
        unsafe nettle_hmac_sha256_set_key(&state, salt.count, salt)
        let bytes = Array(name.utf8)
        unsafe nettle_hmac_sha256_update(&state, bytes.count, bytes)
        var code = [UInt8](repeating: 0, count: 5)
        unsafe nettle_hmac_sha256_digest(&state, code.count, &code)
        return code.hexadecimal
    }
}
