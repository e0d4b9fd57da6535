import DumpSynth

@testable import CoreCLR

/// A made-up process of a version from 9 on that no table is for, so its contract descriptor gives the layout. `thread` are more fields of a
/// Thread. What it does not describe is found by calibration, which needs a second module.
func processOf9(thread: String = "") -> SyntheticProcess {
    var library = RuntimeLibrary()
    library.path = "/usr/share/dotnet/shared/Microsoft.NETCore.App/9.0.99/libcoreclr.so"
    library.exports.append(RuntimeLibrary.descriptorExport)
    library.hasDefiningModules = true
    let process = SyntheticProcess(library)
    process.contractDescriptor(
        """
        {"version":0,"baseline":"empty","contracts":{"Thread":1},"types":{
          "Thread":{"Id":32,"OSId":424,"State":8,"LinkNext":232,"CachedStackBase":248\(thread.isEmpty ? "" : "," + thread)},
          "ThreadStore":{"FirstThreadLink":160},"MethodTable":{"!":64,"Module":24},"Module":{"SimpleName":264,"PEAssembly":272},
          "AppDomain":{"AssemblyList":2544},"EEClass":{"NumInstanceFields":50,"NumStaticFields":54}},"globals":{}}
        """)
    return process
}
