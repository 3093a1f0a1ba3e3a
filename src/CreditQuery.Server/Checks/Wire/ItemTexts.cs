using CreditQuery.Rules.Checks;

namespace CreditQuery.Server.Checks.Wire;

/// <summary>Reads journeys, the items that are asked about most, keeping the texts of the last one.</summary>
internal struct ItemTexts
{
    private const int LengthDelimited = 2;
    private const int AirTag = (ConsumptionItem.AirFieldNumber << 3) | LengthDelimited;
    private const int RailTag = (ConsumptionItem.RailFieldNumber << 3) | LengthDelimited;
    private const int Cabin = (AirTravel.CabinFieldNumber << 3) | LengthDelimited;
    private const int TrainNo = (RailTravel.TrainNoFieldNumber << 3) | LengthDelimited;
    private const int TrainType = (RailTravel.TrainTypeFieldNumber << 3) | LengthDelimited;
    private const int Seat = (RailTravel.SeatFieldNumber << 3) | LengthDelimited;

    private KeptText _cabin;
    private KeptText _trainNo;
    private KeptText _trainType;
    private KeptText _seat;

    /// <summary>Reads a ConsumptionItem that is a flight or a train journey and nothing else.</summary>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="item">The item; none when false is returned.</param>
    public bool TryReadJourney(ReadOnlySpan<byte> bytes, out CheckItem item)
    {
        item = default;
        var fields = new FieldReader(bytes);
        if (!fields.TryTag(out var tag) || !fields.TryBytes(out var journey) || !fields.IsAtEnd)
        {
            return false;
        }

        return tag switch
        {
            AirTag => TryReadFlight(journey, out item),
            RailTag => TryReadTrain(journey, out item),
            _ => false,
        };
    }

    private bool TryReadFlight(ReadOnlySpan<byte> bytes, out CheckItem item)
    {
        item = default;
        var cabin = "";
        var fields = new FieldReader(bytes);
        while (!fields.IsAtEnd)
        {
            if (!fields.TryTag(out var tag) || tag != Cabin || !fields.TryBytes(out var value) || !_cabin.TryGive(value, out cabin))
            {
                return false;
            }
        }

        item = CheckItem.Air(cabin);
        return true;
    }

    private bool TryReadTrain(ReadOnlySpan<byte> bytes, out CheckItem item)
    {
        item = default;
        var (number, type, seat) = ("", "", "");
        var fields = new FieldReader(bytes);
        while (!fields.IsAtEnd)
        {
            if (!fields.TryTag(out var tag) || !fields.TryBytes(out var value))
            {
                return false;
            }

            var isTaken = tag switch
            {
                TrainNo => _trainNo.TryGive(value, out number),
                TrainType => _trainType.TryGive(value, out type),
                Seat => _seat.TryGive(value, out seat),
                _ => false,
            };
            if (!isTaken)
            {
                return false;
            }
        }

        item = CheckItem.Rail(number, type, seat);
        return true;
    }
}
