using CreditQuery.Index;

namespace CreditQuery.Server.Checks.Wire;

/// <summary>Reads the checks of one binding of the service, and prepares their subjects as soon as they are read.</summary>
/// <remarks>
/// A marshaller knows no node, so the first check that is answered brings the index. Between the end of reading and the look-up lie the rest of the
/// gRPC layer and the question itself, and the place of the record travels through memory meanwhile. Thread-safe.
/// </remarks>
internal sealed class CheckIntake
{
    private CreditIndex? _index;

    /// <summary>Makes one for a binding.</summary>
    public CheckIntake()
    {
        Single = new(Refuse, context => Prepared(AskedCheckReader.ReadSingle(context.PayloadAsReadOnlySequence())));
        Streamed = new(Refuse, context => Prepared(AskedCheckReader.ReadStreamed(context.PayloadAsReadOnlySequence())));
    }

    /// <summary>Reads single checks.</summary>
    public Marshaller<AskedCheck> Single { get; }

    /// <summary>Reads messages of streams.</summary>
    public Marshaller<AskedCheck> Streamed { get; }

    /// <summary>Says which index answers.</summary>
    /// <param name="index">The index of the node.</param>
    public void Use(CreditIndex index)
    {
        if (!ReferenceEquals(_index, index))
        {
            _index = index;
        }
    }

    private static void Refuse(AskedCheck asked, SerializationContext context) => throw new NotSupportedException("A node receives checks only.");

    private AskedCheck Prepared(AskedCheck asked)
    {
        asked.Intake = this;
        if (_index is { } index)
        {
            asked.Prepare(index);
        }

        return asked;
    }
}
