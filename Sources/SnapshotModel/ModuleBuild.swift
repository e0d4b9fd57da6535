/// One build of an assembly's file: its name, and the two numbers of its PE header by which debuggers find files too.
package struct ModuleBuild: Hashable, Sendable {
    /// In lower case: Windows takes names in any.
    package let file: String
    /// TimeDateStamp.
    package let timeStamp: UInt32
    /// SizeOfImage.
    package let imageSize: UInt32

    package init(file: String, timeStamp: UInt32, imageSize: UInt32) {
        self.file = file.lowercased()
        self.timeStamp = timeStamp
        self.imageSize = imageSize
    }
}
