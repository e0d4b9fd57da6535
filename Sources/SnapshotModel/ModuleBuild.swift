import RawMemory

/// One build of an assembly's file: its name and two numbers of its PE header. Debuggers find files by the same numbers.
package struct ModuleBuild: Hashable, Sendable {
    /// In lower case, because file names of Windows ignore case.
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

    /// `beadf6da-c8e000`, as section `types` has it.
    package var text: String { timeStamp.hexadecimal(digits: 8) + "-" + imageSize.hexadecimal() }
}
