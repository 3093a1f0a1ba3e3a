namespace CreditQuery.Cli.Import;

/// <summary>Rows of a file, one after the other.</summary>
internal interface IImportSource : IDisposable
{
    /// <summary>Bytes read so far, for progress.</summary>
    long BytesRead { get; }

    /// <summary>Reads the next row.</summary>
    /// <param name="row">Receives it; its list is reused.</param>
    /// <returns>False at the end.</returns>
    bool TryRead(ImportRow row);
}
