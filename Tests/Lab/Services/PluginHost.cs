// A host of plug-ins: a format of documents is a plug-in that is loaded into a collectible context of its own, with each new version of the format
// again. Documents are written by the newest version; the last 400 texts are kept in a bounded cache.
//
// The context of an old version is told to unload, which it does when nothing refers to it any more.
//
// The fault: the formatters are kept by format and version, so those of old versions stay, and with them their contexts. Healthy: they are kept by
// format, so a new version takes the place of the old one.
using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Host;

namespace Exporting
{
    public sealed class PluginHost : IService
    {
        static readonly string[] formats = { "csv", "markdown", "html" };
        static readonly Dictionary<string, Func<string[], string>> formatters = new Dictionary<string, Func<string[], string>>();
        static readonly RecentCache<int, string> texts = new RecentCache<int, string>(400);
        static readonly string file = Path.Combine(Path.GetDirectoryName(typeof(PluginHost).Assembly.Location), "DocumentFormats.dll");

        readonly bool byVersion;
        readonly int[] versions = new int[formats.Length];
        readonly AssemblyLoadContext[] newest = new AssemblyLoadContext[formats.Length];
        int documents;

        public bool CollectsGarbage { get { return true; } }

        public PluginHost(bool leaking) { byVersion = leaking; }

        string Key(int format) { return byVersion ? formats[format] + " " + versions[format] : formats[format]; }

        // A method of its own, so that no variable keeps the context.
        [MethodImpl(MethodImplOptions.NoInlining)]
        void Replace(int format)
        {
            var old = newest[format];
            versions[format]++;
            var context = newest[format] = new AssemblyLoadContext(formats[format] + " " + versions[format], true);
            var type = context.LoadFromAssemblyPath(file).GetType("DocumentFormats.Formatter");
            var formatter = Activator.CreateInstance(type, formats[format]);
            var write = Delegate.CreateDelegate(typeof(Func<string[], string>), formatter, type.GetMethod("Write"));
            formatters[Key(format)] = (Func<string[], string>)write;
            if (old != null) old.Unload();
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        void Write(Load load, int format)
        {
            var cells = new string[load.Between(20, 200)];
            for (int i = 0; i < cells.Length; i++) cells[i] = "cell " + load.Below(1000);
            texts.Add(documents++, formatters[Key(format)](cells));
        }

        public void Work(Load load)
        {
            for (int left = load.Between(350, 800); left > 0; left--)
            {
                int format = load.Skewed(formats.Length);
                if (versions[format] == 0 || load.OneIn(30)) Replace(format);
                Write(load, format);
            }
        }
    }
}
