// Reports from large arrays: each is computed from a matrix that is garbage afterwards, and has columns of 12,000 to 45,000 numbers, so they
// lie on the heap of large objects. The last 8 reports are kept to be shown again; a scratch array comes from the pool of arrays.
//
// The fault: a finished report waits until it is fetched, and one of five never is. Healthy: those that were not fetched are dropped after 12 more.
using System;
using System.Buffers;
using System.Collections.Generic;
using System.Text;
using Host;

namespace Reporting
{
    public sealed class Column { public string Title; public double[] Values; }
    public sealed class Report { public int Number; public string Summary; public readonly List<Column> Columns = new List<Column>(); }

    public sealed class ReportGenerator : IService
    {
        const int MostShown = 8, MostUnfetched = 12;
        static readonly Queue<Report> shown = new Queue<Report>();
        static readonly SortedDictionary<int, Report> finished = new SortedDictionary<int, Report>();

        readonly bool waitsForEver;
        int number;

        public bool CollectsGarbage { get { return false; } }

        public ReportGenerator(bool leaking) { waitsForEver = leaking; }

        static Report Generate(Load load, int number)
        {
            var report = new Report { Number = number };
            int rows = load.Between(12000, 45000), columns = load.Between(1, 3);
            var matrix = new float[rows * columns];
            for (int i = 0; i < matrix.Length; i += 7) matrix[i] = load.Below(1000);
            var scratch = ArrayPool<double>.Shared.Rent(rows);
            var text = new StringBuilder();
            for (int column = 0; column < columns; column++)
            {
                double sum = 0;
                for (int row = 0; row < rows; row++) scratch[row] = sum += matrix[row * columns + column];
                var values = new double[rows];
                Array.Copy(scratch, values, rows);
                report.Columns.Add(new Column { Title = "column " + column, Values = values });
                text.Append("sum ").Append(sum).AppendLine();
            }
            ArrayPool<double>.Shared.Return(scratch);
            report.Summary = text.ToString();
            return report;
        }

        public void Work(Load load)
        {
            for (int left = load.Between(45, 90); left > 0; left--)
            {
                var report = Generate(load, number++);
                shown.Enqueue(report);
                if (shown.Count > MostShown) shown.Dequeue();
                finished[report.Number] = report;
                if (!load.OneIn(5)) finished.Remove(report.Number);
                if (waitsForEver) continue;
                while (finished.Count > 0)
                {
                    var oldest = First();
                    if (oldest >= number - MostUnfetched) break;
                    finished.Remove(oldest);
                }
            }
        }

        static int First()
        {
            foreach (var key in finished.Keys) return key;
            return -1;
        }
    }
}
