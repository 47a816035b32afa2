"""Chains of operations: lazy, nothing lost silently, groups kept whole, ratios kept, shards and back."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gbi_sft import folder
from gbi_sft.data import duplicates, refusals, shards
from gbi_sft.data.dataset import DataSet
from gbi_sft.data.grouping import dealt, key_of, mixed, numbers_of, picture_groups, quotas
from gbi_sft.data.mixing import mix
from gbi_sft.folder import DataError
from gbi_sft.sample import Sample, Source
from support.training_data import data_set, picture, question_sample, table_sample


@pytest.fixture
def whole(tmp_path: Path) -> DataSet:
    """Six tables and six questions about the same six pictures."""
    data_set(tmp_path / "a")
    return DataSet.open(tmp_path / "a")


def ids(found: DataSet) -> list[str]:
    return [sample.id for sample in found]


def renamed(sample: Sample) -> Sample:
    return sample.model_copy(update={"id": f"{sample.id}!"})


def test_steps_wait_and_run_in_one_pass(tmp_path: Path) -> None:
    data_set(tmp_path)
    seen: list[str] = []

    def watched(sample: Sample) -> Sample:
        seen.append(sample.id)
        return renamed(sample)

    found = DataSet.open(tmp_path).map(watched).filter(lambda sample: sample.task == "table").map(renamed)
    assert seen == []
    assert ids(found) == [f"table-{n}!!" for n in range(6)]
    assert len(found) == 6 and len(seen) == 12, "asked again, nothing runs again"


def test_every_operation_leaves_the_old_one_as_it_was(whole: DataSet) -> None:
    before = list(whole)
    assert len(whole.map(renamed)) == 12
    assert len(whole.split({"x": 1.0})) == 12
    assert len(whole.sample(3)) == 3
    assert list(whole) == before


def test_a_sample_that_breaks_a_step_is_refused_and_the_others_go_on(whole: DataSet, tmp_path: Path) -> None:
    def breaks(sample: Sample) -> Sample:
        if sample.id == "table-2":
            raise KeyError("colour")
        if sample.id == "table-4":
            return sample.model_copy(update={"id": 1 / 0})
        return sample

    found = whole.map(breaks)
    assert len(found) == 10
    found.save(tmp_path / "out")
    lines = [json.loads(line) for line in (tmp_path / "out" / refusals.NAME).read_text().splitlines()]
    assert [(line["id"], line["kind"]) for line in lines] == [("table-2", "fault"), ("table-4", "fault")]
    assert "colour" in lines[0]["reason"] and "ZeroDivisionError" in lines[1]["reason"]


def test_broken_lines_are_refused_and_the_others_read(tmp_path: Path) -> None:
    data_set(tmp_path)
    path = tmp_path / folder.NAME
    lines = path.read_text("utf-8").splitlines()
    lines[1] = lines[1][:50]
    lines[3] = '{"id": "x"}'
    path.write_text("\n".join(lines) + "\n\n", "utf-8")
    found = DataSet.open(tmp_path)
    assert len(found) == 10
    assert [one.id.rpartition(":")[2] for one in found.refused] == ["2", "4"]
    with pytest.raises(DataError, match="gbi-sft synth"):
        DataSet.open(tmp_path / "none")


def test_several_processes_do_the_same(tmp_path: Path) -> None:
    samples = [table_sample(tmp_path, seed) for seed in range(8)]
    many = [sample.model_copy(update={"id": f"{sample.id}-{n}"}) for n in range(30) for sample in samples]
    one, two = (
        DataSet.of(many, tmp_path, workers=workers).map(renamed).filter(lambda s: "-3-" not in s.id).check()
        for workers in (1, 2)
    )
    assert ids(one) == ids(two) and len(one) == 210


def test_samples_are_drawn_by_the_seed(whole: DataSet) -> None:
    assert ids(whole.sample(5, 1)) == ids(whole.sample(5, 1)) != ids(whole.sample(5, 2))
    assert ids(whole.sample(12, 3)) == ids(whole), "in their old order"
    assert set(ids(whole.sample(5, 1))) < set(ids(whole))
    with pytest.raises(DataError, match="there are 12"):
        whole.sample(13)


def test_a_picture_is_never_on_both_sides(tmp_path: Path) -> None:
    samples = [question_sample(tmp_path, seed, picture_seed=seed % 20) for seed in range(100)]
    found = DataSet.of(samples, tmp_path).split({"train": 0.8, "dev": 0.1, "test": 0.1}, seed=4)
    parts = found.parts()
    shown = {name: {p.sha256 for sample in part for p in sample.pictures} for name, part in parts.items()}
    assert not shown["train"] & shown["dev"] and not (shown["train"] | shown["dev"]) & shown["test"]
    assert {name: len(part) for name, part in parts.items()} == {"train": 80, "dev": 10, "test": 10}
    assert all(sample.source.split == "dev" for sample in found.part("dev"))
    assert all(sample.source.name == "made" for sample in found), "the rest of the source stays"
    with pytest.raises(DataError, match="no split 'val'"):
        found.part("val")


def test_pictures_that_others_tie_together_stay_together() -> None:
    assert len(set(picture_groups([["a"], ["b"], ["a", "b"], ["c"], []]))) == 3
    groups = picture_groups([["c", "b"], ["a"], ["b", "a"], ["d"]])
    assert groups[0] == groups[1] == groups[2] != groups[3]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 30), min_size=1, max_size=200), st.integers(0, 9), st.sampled_from([0.5, 0.8, 0.9]))
def test_groups_are_dealt_whole_and_near_their_share(groups: list[int], seed: int, share: float) -> None:
    found = dealt(groups, {"train": share, "dev": 1 - share}, seed)
    assert found == dealt(groups, {"train": share, "dev": 1 - share}, seed)
    sides: dict[int, set[str]] = {}
    for group, name in zip(groups, found, strict=True):
        sides.setdefault(group, set()).add(name)
    assert all(len(names) == 1 for names in sides.values())
    largest = max(Counter(groups).values())
    assert abs(found.count("train") - share * len(groups)) <= largest / 2 + 1e-6


def test_more_data_move_few_members() -> None:
    before = dealt(list(range(1000)), {"train": 0.9, "dev": 0.1}, 0)
    after = dealt(list(range(1100)), {"train": 0.9, "dev": 0.1}, 0)[:1000]
    assert sum(a != b for a, b in zip(before, after, strict=True)) < 20


@pytest.mark.parametrize("shares", [{"a": 0.5}, {"a": 0.5, "b": 0.6}, {"a": 1.5, "b": -0.5}, {}])
def test_shares_must_sum_to_one(whole: DataSet, shares: dict[str, float]) -> None:
    with pytest.raises(DataError, match="sum to 1"):
        whole.split(shares)


def test_what_belongs_together_may_be_something_else(whole: DataSet) -> None:
    parts = whole.split({"a": 0.5, "b": 0.5}, by="language").parts()
    spoken = [{sample.language for sample in part} for part in parts.values()]
    assert all(len(one) == 1 for one in spoken)
    sample = next(iter(whole))
    assert key_of(sample, "tag:type") == "bar" and key_of(sample, "trait:renderer") == "pillow"
    assert key_of(sample, "tag:hops") == "" == key_of(sample, "trait:none")
    assert key_of(sample, lambda one: one.id[:5]) == "table"
    with pytest.raises(DataError, match="tag:GROUP"):
        key_of(sample, "colour")


def test_a_mix_keeps_its_ratio_and_repeats_nothing(whole: DataSet) -> None:
    found = whole.filter(lambda s: s.id != "table-0").mix({"table": 1, "question": 3}, by="task")
    counts = Counter(sample.task for sample in found)
    assert counts == {"question": 6, "table": 2}
    assert len(set(ids(found))) == 8


def test_a_mix_of_a_size_repeats_what_is_scarce(whole: DataSet) -> None:
    found = whole.mix({"table": 0.9, "question": 0.1}, by="task", size=20, seed=5)
    counts = Counter(sample.task for sample in found)
    assert counts == {"table": 18, "question": 2} and len(set(ids(found))) == 20
    times = Counter(name.partition("~")[0] for name in ids(found) if name.startswith("table"))
    assert set(times.values()) == {3}, "evenly"
    assert ids(found) == ids(whole.mix({"table": 0.9, "question": 0.1}, by="task", size=20, seed=5))
    with pytest.raises(DataError, match=r"no samples of 'poem'; there are question \(6\), table \(6\)"):
        whole.mix({"poem": 1}, by="task")
    with pytest.raises(DataError, match="above 0"):
        whole.mix({"table": 0, "question": 1}, by="task")


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(st.sampled_from("abcd"), st.tuples(st.integers(1, 50), st.floats(0.01, 10)), min_size=1),
    st.one_of(st.none(), st.integers(1, 300)),
)
def test_quotas_keep_the_ratio(parts: dict[str, tuple[int, float]], size: int | None) -> None:
    counts = {name: count for name, (count, _) in parts.items()}
    ratios = {name: ratio for name, (_, ratio) in parts.items()}
    found = quotas(counts, ratios, size)
    if size is not None:
        assert sum(found.values()) == size
        total = sum(ratios.values())
        assert all(abs(found[name] - size * ratios[name] / total) < 1 for name in ratios)
    else:
        assert all(found[name] <= counts[name] for name in ratios)
        assert any(found[name] == counts[name] for name in ratios)
    kinds = {name: range(count) for name, count in counts.items()}
    assert len(mixed(kinds, ratios, size, 0)) == sum(found.values())


def test_folders_are_mixed_with_their_pictures(tmp_path: Path) -> None:
    data_set(tmp_path / "a/train")
    folder.write(tmp_path / "b/train", [table_sample(tmp_path / "b/train", seed) for seed in range(50, 53)])
    parts = {name: DataSet.open(tmp_path / name / "train") for name in "ab"}
    found = mix(parts, {"a": 0.5, "b": 0.5}, size=12, seed=1)
    assert found.counts == {"a": 6, "b": 6}
    again = found.mix.save(tmp_path / "out")
    assert len(again) == 12 and again.refused == ()
    for sample in again:
        assert folder.picture_path(tmp_path / "out", sample.pictures[0]).is_file()


def test_same_ids_of_two_folders_are_told_apart(tmp_path: Path) -> None:
    for name in "ab":
        data_set(tmp_path / name, tables=2, questions=0)
    assert ids(DataSet.open(tmp_path / "a", tmp_path / "b")) == ["table-0", "table-1", "table-0~2", "table-1~2"]


def test_numbers_by_name() -> None:
    assert numbers_of(["train=0.9", "dev=.1"]) == {"train": 0.9, "dev": 0.1}
    assert numbers_of(["a=1,b/c=d=2"]) == {"a": 1.0, "b/c=d": 2.0}
    for wrong in (["train"], ["=1"], ["a=x"], ["a=nan"], ["a=1", "a=2"]):
        with pytest.raises(DataError):
            numbers_of(wrong)


def test_shards_and_back(whole: DataSet, tmp_path: Path) -> None:
    import datasets

    split = whole.split({"train": 0.5, "dev": 0.5})
    split.shard(4).save(tmp_path / "packed")
    names = [path.name for path in shards.files(tmp_path / "packed")]
    assert names == [
        "dev-00000-of-00002.parquet", "dev-00001-of-00002.parquet",
        "train-00000-of-00002.parquet", "train-00001-of-00002.parquet",
    ]  # fmt: skip
    loaded = datasets.load_dataset(
        "parquet", data_files=str(tmp_path / "packed" / names[0]), cache_dir=str(tmp_path / "c")
    )
    assert loaded["train"][0]["images"][0].size == (160, 100)
    back = DataSet.open(tmp_path / "packed").save(tmp_path / "back")
    assert sorted(back, key=lambda s: s.id) == sorted(split, key=lambda s: s.id)
    for sample in back:
        path = folder.picture_path(tmp_path / "back", sample.pictures[0])
        assert path.read_bytes() == folder.picture_path(tmp_path / "a", sample.pictures[0]).read_bytes()


def test_new_shards_replace_old_ones(whole: DataSet, tmp_path: Path) -> None:
    whole.shard(2).save(tmp_path / "p")
    assert len(shards.files(tmp_path / "p")) == 6
    whole.sample(4).shard(3).save(tmp_path / "p")
    assert [path.name for path in shards.files(tmp_path / "p")] == [f"train-0000{n}-of-00002.parquet" for n in (0, 1)]
    assert [path.name for path in (tmp_path / "p").iterdir() if path.name.startswith(".")] == []
    whole.sample(4).save(tmp_path / "p")
    assert shards.files(tmp_path / "p") == [] and len(DataSet.open(tmp_path / "p")) == 4
    with pytest.raises(DataError, match="at least 1"):
        whole.shard(0)


@pytest.mark.parametrize("size", [None, 3])
def test_a_lost_picture_costs_its_samples_only(whole: DataSet, tmp_path: Path, size: int | None) -> None:
    lost = next(iter(whole)).pictures[0]
    folder.picture_path(tmp_path / "a", lost).unlink()
    saved = (whole if size is None else whole.shard(size)).save(tmp_path / "out")
    assert len(saved) == 10
    assert [(one.id, one.kind) for one in saved.refused] == [("table-0", "picture"), ("question-0", "picture")]


def test_a_data_set_can_be_saved_over_itself(whole: DataSet, tmp_path: Path) -> None:
    whole.filter(lambda sample: sample.task == "table").save(tmp_path / "a")
    assert len(DataSet.open(tmp_path / "a")) == 6
    assert not (tmp_path / "a" / refusals.NAME).exists() and not (tmp_path / "a" / duplicates.NAME).exists()


def test_the_whole_chain(tmp_path: Path) -> None:
    data_set(tmp_path / "a", 20, 20)
    found = (
        DataSet.open(tmp_path / "a")
        .map(lambda s: s.model_copy(update={"source": Source(name=s.task)}))
        .filter(lambda s: s.language == "en")
        .sample(30, seed=2)
        .split({"train": 0.9, "dev": 0.1}, by="picture")
        .mix({"table": 0.5, "question": 0.5})
        .shard(10)
        .deduplicate()
        .check()
        .save(tmp_path / "out")
    )
    counts = Counter(sample.source.name for sample in found)
    assert counts["table"] == counts["question"] >= 8 and found.refused == ()
    assert {sample.source.split for sample in found} == {"train", "dev"}


def test_samples_without_pictures_are_their_own_group(tmp_path: Path) -> None:
    bare = [table_sample(tmp_path, n).model_copy(update={"pictures": (), "id": f"x{n}"}) for n in range(10)]
    found = DataSet.of(bare, tmp_path).split({"a": 0.5, "b": 0.5})
    assert {name: len(part) for name, part in found.parts().items()} == {"a": 5, "b": 5}
    assert picture(tmp_path, 1).path.startswith("images/")
