using CreditQuery.Rules.Catalogues;

namespace CreditQuery.Rules.Checks;

/// <summary>Positions of the values of a consumption item in their closed sets.</summary>
internal static class ConsumptionValues
{
    private const int TrainG = 1;
    private const int TrainD = 2;
    private const int TrainOrdinary = 9;
    private const int TrainEmuSleeper = 10;

    /// <summary>Resolves the values.</summary>
    /// <returns>Positions from 1, 0 if left out; the field that is at fault, or null.</returns>
    public static (int First, int Second, string? Field) Resolve(in CheckItem item)
    {
        var parameters = ItemValues.Of(item.Mode);
        switch (item.Mode)
        {
            case ConsumptionMode.Rail:
                return Rail(item);
            case ConsumptionMode.Hotel:
                return item.Number is >= 0 and <= 5 ? (item.Number + 1, 0, null) : (0, 0, "hotel.stars");
            case ConsumptionMode.Vehicle:
                return (item.FirstFlag ? 2 : 1, 0, null);
            case ConsumptionMode.InsuranceProduct:
                return (item.FirstFlag ? 2 : 1, item.SecondFlag ? 2 : 1, null);
            default:
                return TryFind(parameters[0].Values, item.First, out var position)
                    ? (position, 0, null)
                    : (0, 0, Catalogues.Loading.Words.Snake(item.Mode.ToString()) + "." + parameters[0].Name);
        }
    }

    // A train number such as G1234 tells the type; sleeping EMU trains have D numbers, so the type may say so.
    private static (int First, int Second, string? Field) Rail(in CheckItem item)
    {
        var parameters = ItemValues.Of(ConsumptionMode.Rail);
        if (!TryFind(parameters[0].Values, item.Second, out var type))
        {
            return (0, 0, "rail.train_type");
        }

        if (!TryFind(parameters[1].Values, item.Third, out var seat))
        {
            return (0, 0, "rail.seat");
        }

        if (!string.IsNullOrEmpty(item.First))
        {
            var byNumber = TypeOf(item.First);
            if (byNumber == 0 || (type != 0 && type != byNumber && !(type == TrainEmuSleeper && byNumber == TrainD)))
            {
                return (0, 0, "rail.train_no");
            }

            type = type == 0 ? byNumber : type;
        }

        return type == 0 ? (0, 0, "rail.train_type") : (type, seat, null);
    }

    private static int TypeOf(string trainNo)
    {
        var letter = char.ToUpperInvariant(trainNo[0]);
        var digits = char.IsAsciiDigit(letter) ? trainNo.AsSpan() : trainNo.AsSpan(1);
        if (digits.Length is 0 or > 4 || !IsNumber(digits))
        {
            return 0;
        }

        return letter switch
        {
            'G' => TrainG,
            'D' => TrainD,
            'C' => 3,
            'S' => 4,
            'Z' => 5,
            'T' => 6,
            'K' => 7,
            'Y' => 8,
            >= '0' and <= '9' => TrainOrdinary,
            _ => 0,
        };
    }

    private static bool IsNumber(ReadOnlySpan<char> digits)
    {
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit(digit))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryFind(string[] values, string? value, out int position)
    {
        position = string.IsNullOrEmpty(value) ? 0 : Array.IndexOf(values, value) + 1;
        return position > 0 || string.IsNullOrEmpty(value);
    }
}
