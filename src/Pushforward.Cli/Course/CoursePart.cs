using Pushforward.Models;
using Pushforward.Reporting.Html;

namespace Pushforward.Cli.Course;

/// <summary>One part of the course: it computes, keeps on disk what takes long, and says on the page what came out.</summary>
/// <param name="context">What all parts share.</param>
internal abstract class CoursePart(CourseContext context)
{
    /// <summary>What all parts share.</summary>
    protected CourseContext Context { get; } = context;

    /// <summary>The heading on the page, and what progress calls the part.</summary>
    public abstract string Title { get; }

    /// <summary>The anchor on the page.</summary>
    public abstract string Id { get; }

    /// <summary>What came out, in a sentence for the page's beginning; asked for after <see cref="Compute"/>.</summary>
    public abstract string Finding { get; }

    /// <summary>Commands that give the same figures without the course, one a line.</summary>
    public abstract string Command { get; }

    /// <summary>Computes, or takes from disk what an earlier run with the same options, seed and data has left there.</summary>
    /// <exception cref="OperationCanceledException">The user asked to stop.</exception>
    public abstract void Compute();

    /// <summary>Fills the part's section.</summary>
    public abstract void Write(ReportSection section);

    /// <summary>The models the part has fitted.</summary>
    public virtual IReadOnlyList<CourseModel> Models => [];
}

/// <summary>A model of the course, and where it is kept.</summary>
/// <param name="Name">What the page calls it.</param>
/// <param name="Model">The model.</param>
/// <param name="Path">Its file.</param>
internal sealed record CourseModel(string Name, TrainedModel Model, string Path);
