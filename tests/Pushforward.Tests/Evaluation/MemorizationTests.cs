using Pushforward.Evaluation;

namespace Pushforward.Tests.Evaluation;

public class MemorizationTests
{
    private static readonly PointSet Train = Points.Normal(2000, 8, 1);
    private static readonly float[] HeldOut = Distances(Points.Normal(1000, 8, 2));

    [Fact]
    public void A_machine_that_copies_training_rows_is_flagged()
    {
        var copies = Memorization.Of(Distances(Train.Slice(100, 1000)), HeldOut);
        Assert.True(copies.IsFlagged);
        Assert.Equal(1, copies.Rank, tolerance: 1e-6);
        Assert.Equal(1, copies.NearCopies);
    }

    [Fact]
    public void One_that_copies_a_tenth_of_the_time_is_flagged_too()
    {
        var copies = Memorization.Of([.. Distances(Train.Slice(100, 100)), .. Distances(Points.Normal(900, 8, 3))], HeldOut);
        Assert.True(copies.IsFlagged);
        Assert.InRange(copies.Rank, 0.5, 0.62);
    }

    [Fact]
    public void Rows_that_were_held_out_are_not()
    {
        var held = Memorization.Of(Distances(Points.Normal(1000, 8, 4)), HeldOut);
        Assert.False(held.IsFlagged);
        Assert.InRange(held.Rank, 0.5 - 4 * held.StandardError, 0.5 + 4 * held.StandardError);
        // The rank's deviation under one law is √((m + n + 1) / (12 m n)) = 0.0129.
        Assert.Equal(0.0129, held.StandardError, tolerance: 0.001);
    }

    [Fact]
    public void Where_held_out_rows_stand_in_the_training_set_copies_cannot_be_told()
    {
        var table = Memorization.Of([0, 0, 0], [0, 0, 1, 1]);
        Assert.False(table.IsDecidable);
        Assert.False(table.IsFlagged);
        Assert.Equal(0.75, table.Rank);
    }

    [Fact]
    public void Samples_far_from_everything_rank_lowest() => Assert.Equal(0, Memorization.Of([9, 8], [1, 2, 3]).Rank);

    private static float[] Distances(PointSet points) => NearestNeighbors.Find(points, Train).SquaredDistances;
}
