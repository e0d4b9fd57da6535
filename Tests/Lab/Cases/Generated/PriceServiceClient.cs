// What a generator of web service clients makes of a description, compiled once. PriceRequests gives the assembly a random name with each load.
using System.Collections.Generic;
using System.Runtime.CompilerServices;

// The compiler of Windows writes this by itself.
[assembly: CompilationRelaxations(8)]

namespace Purchasing.Generated
{
    public class PriceServiceClient
    {
        public string Address;
        readonly Dictionary<string, decimal> prices = new Dictionary<string, decimal>();

        public decimal Price(string article)
        {
            decimal price;
            if (!prices.TryGetValue(article, out price)) prices[article] = price = article.Length * 1.25m;
            return price;
        }
    }

    public class PriceRequest { public string Article; public int Pieces; }

    public class PriceResponse { public decimal Price; public string Currency; }
}
