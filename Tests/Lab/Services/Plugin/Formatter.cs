// The plug-in of PluginHost, an assembly of its own.
using System.Collections.Generic;
using System.Text;

namespace DocumentFormats
{
    public sealed class Formatter
    {
        readonly Dictionary<string, string> escapes = new Dictionary<string, string>();
        readonly string separator;

        public Formatter(string format)
        {
            separator = format == "csv" ? ";" : format == "html" ? "</td><td>" : " | ";
            for (int i = 0; i < 120; i++) escapes["&" + i] = "&#" + i + ";";
        }

        public string Write(string[] cells)
        {
            var text = new StringBuilder();
            foreach (var cell in cells)
            {
                string escaped;
                text.Append(escapes.TryGetValue(cell, out escaped) ? escaped : cell).Append(separator);
            }
            return text.ToString();
        }
    }
}
