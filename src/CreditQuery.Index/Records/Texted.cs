namespace CreditQuery.Index.Records;

/// <summary>A fixed struct with its texts, taken out of a record to be changed.</summary>
/// <typeparam name="T">The struct; its text offset and length are set when the record is packed.</typeparam>
internal sealed class Texted<T>(T value, byte[] texts)
    where T : struct
{
    /// <summary>The struct.</summary>
    public T Value = value;

    /// <summary>Its texts as they stand in the tail; never null.</summary>
    public byte[] Texts = texts;
}
