using CreditQuery.Index;
using CreditQuery.Protos.Log.V1;
using Google.Protobuf;

namespace CreditQuery.Server.Watch.Journal;

/// <summary>Where a batch stands, without what it tells: a file is gone through so several times faster than by reading its subjects.</summary>
/// <param name="Place">Its place.</param>
/// <param name="IsFirst">The place begins with it.</param>
/// <param name="IsLast">The place ends with it.</param>
internal readonly record struct JournalPart(StatusPosition Place, bool IsFirst, bool IsLast)
{
    /// <summary>Reads the content of a frame.</summary>
    /// <param name="content">A serialized batch.</param>
    /// <exception cref="InvalidProtocolBufferException">It is none.</exception>
    public static JournalPart Of(byte[] content)
    {
        var (revision, day, ordinal, isLast, mark) = (0UL, 0, 0U, false, 0UL);
        var input = new CodedInputStream(content);
        while (input.ReadTag() is var tag && tag != 0)
        {
            switch (WireFormat.GetTagFieldNumber(tag))
            {
                case JournalBatch.RevisionFieldNumber:
                    revision = input.ReadUInt64();
                    break;
                case JournalBatch.DayFieldNumber:
                    day = input.ReadInt32();
                    break;
                case JournalBatch.FirstOrdinalFieldNumber:
                    ordinal = input.ReadUInt32();
                    break;
                case JournalBatch.IsLastFieldNumber:
                    isLast = input.ReadBool();
                    break;
                case JournalBatch.ChainMarkFieldNumber:
                    mark = input.ReadFixed64();
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }

        return new JournalPart(new StatusPosition(revision, day) { ChainMark = mark }, ordinal == 0, isLast);
    }
}
