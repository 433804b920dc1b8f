"""The matcher's network as it is trained; qa/read/ranker.py does the same with arrays, and says
what each step is for. Parameters bear the names they are stored under."""

from __future__ import annotations

from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from qa.read.ranker import IN_CONTEXT, IN_OWN, IN_QUESTION

FAR = -1e4


class Batch(NamedTuple):
    question: Tensor  # (questions, tokens) ids, -1 for none
    ids: Tensor  # (sentences, tokens)
    parts: Tensor  # (sentences, tokens), 0 for none
    features: Tensor  # (sentences, features), in standard deviations
    trees: Tensor  # (sentences,)
    of: Tensor  # (sentences,) row of `question`


class Network(nn.Module):
    """`vectors`: the encoder's token vectors; `characters`: qa.read.ranker.token_characters."""

    vectors: Tensor
    lengths: Tensor
    characters: Tensor

    def __init__(
        self, vectors: Tensor, characters: Tensor, features: int, width: int, dropout: float
    ) -> None:
        super().__init__()
        lengths = vectors.norm(dim=1)
        self.register_buffer("vectors", F.normalize(vectors, dim=1), persistent=False)
        self.register_buffer("lengths", lengths / lengths.mean(), persistent=False)
        self.register_buffer("characters", characters, persistent=False)
        self.width = width
        self.inp = nn.Linear(vectors.shape[1], width, bias=False)
        self.fin = nn.Linear(4, width, bias=False)
        self.seg = nn.Embedding(IN_QUESTION + 1, width)
        self.n0, self.n1, self.n2 = (nn.LayerNorm(width) for _ in range(3))
        self.c1, self.c2, self.cc = (nn.Linear(3 * width, width) for _ in range(3))
        self.aq = nn.Linear(width, width, bias=False)
        self.cosw = nn.Parameter(torch.tensor(5.0))
        self.exw = nn.Parameter(torch.tensor(2.0))
        self.cq = nn.Sequential(nn.Linear(3 * width + 4, width), nn.ReLU(), nn.Linear(width, width))
        self.imp = nn.Linear(width, 2)
        self.cp = nn.Sequential(nn.Linear(3 * width + 3, width), nn.ReLU())
        self.fx = nn.Sequential(nn.Linear(features, 64), nn.ReLU(), nn.Dropout(dropout))
        last = nn.Linear(96, 1)
        self.out = nn.Sequential(
            nn.Linear(4 * width + 64, 96), nn.ReLU(), nn.Dropout(dropout), last
        )
        self.sc = nn.Parameter(torch.tensor(1.0))  # it begins with the trees' order
        self.b = nn.Parameter(torch.tensor(-1.0))
        nn.init.zeros_(last.weight)
        self.drop = nn.Dropout(dropout)

    def read(self, entered: Tensor, columns: Tensor, parts: Tensor, mask: Tensor) -> Tensor:
        x = entered + self.seg(parts) + self.fin(columns)
        x = self.drop(self.n0(F.relu(x)) * mask)
        for mix, norm in ((self.c1, self.n1), (self.c2, self.n2)):
            x = norm(x + F.relu(mix(beside(x)))) * mask
        read: Tensor = x
        return read

    def forward(self, batch: Batch) -> Tensor:
        """Log-odds, shape (sentences,)."""
        of, seen, own = batch.of, batch.parts > 0, batch.parts == IN_OWN
        asked = batch.question >= 0
        question = batch.question.clamp(min=0)
        vocabulary, place = torch.unique(
            torch.cat([question.flatten(), batch.ids.flatten()]), return_inverse=True
        )
        q_at = place[: question.numel()].view(question.shape)
        p_at = place[question.numel() :].view(batch.ids.shape)
        vectors, lengths = self.vectors[vocabulary], self.lengths[vocabulary]
        entered = self.inp(vectors)

        both = asked[of][:, :, None] & seen[:, None, :]
        words, word_at = torch.unique(q_at, return_inverse=True)
        cosines = (vectors[words] @ vectors.T)[word_at[of][:, :, None], p_at[:, None, :]]
        cosines = cosines.masked_fill(~both, -1)
        same = ((question[of][:, :, None] == batch.ids[:, None, :]) & both).float()
        shared, told = self.by_characters(question, asked, batch.ids, seen, own, of)
        of_text = [x.unsqueeze(-1) for x in (cosines.amax(1), same.amax(1), shared)]
        inside = own[:, None, :]
        of_question = [
            x.unsqueeze(-1)
            for x in (
                cosines.masked_fill(~inside, -1).amax(2),
                (same * inside).amax(2),
                cosines.amax(2),
                told,
            )
        ]
        length = lengths[q_at].unsqueeze(-1)
        none = torch.zeros_like(length)
        whole = torch.full_like(question, IN_QUESTION)
        q = self.read(
            entered[q_at],
            torch.cat([length, none, none, none], -1),
            whole,
            asked[..., None].float(),
        )
        p = self.read(
            entered[p_at],
            torch.cat([lengths[p_at].unsqueeze(-1), *of_text], -1),
            batch.parts,
            seen[..., None].float(),
        )
        qs = q[of]
        aligned = torch.bmm(self.aq(qs), p.transpose(1, 2)) / self.width**0.5
        aligned = (aligned + self.cosw * cosines + self.exw * same).masked_fill(~both, FAR)
        near = (own | (batch.parts == IN_CONTEXT))[:, None, :]
        found = torch.softmax(aligned.masked_fill(~near, FAR), 2) @ p
        meant = torch.softmax(aligned, 1).transpose(1, 2) @ qs
        asked_for = self.cq(torch.cat([qs, found, qs * found, *of_question], -1))
        important = self.imp(qs).masked_fill(~asked[of][..., None], FAR).softmax(1)
        summed = torch.bmm(important.transpose(1, 2), asked_for).flatten(1)
        compared = self.cp(torch.cat([p, meant, p * meant, *of_text], -1))
        compared = (compared + F.relu(self.cc(beside(compared)))) * own[..., None]
        mean = compared.sum(1) / own.sum(1, keepdim=True).clamp(min=1)
        parts = [summed, compared.amax(1), mean, self.fx(batch.features)]
        out: Tensor = self.out(self.drop(torch.cat(parts, -1)))[:, 0]
        return out + self.sc * batch.trees + self.b

    def by_characters(
        self, question: Tensor, asked: Tensor, ids: Tensor, seen: Tensor, own: Tensor, of: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Of each token of a text the share of characters that the question has; of each of the
        question's the share that the sentence has."""
        count = int(self.characters.max()) + 1
        q_chars = self.characters[question] * asked[..., None]
        p_chars = self.characters[ids] * seen[..., None]
        known = marked(q_chars, count)
        shared = known[of[:, None, None], p_chars].sum(-1) / (p_chars > 0).sum(-1).clamp(min=1)
        held = marked(p_chars * own[..., None], count)
        chars = q_chars[of]
        rows = torch.arange(len(ids))[:, None, None]
        return shared, held[rows, chars].sum(-1) / (chars > 0).sum(-1).clamp(min=1)


def marked(numbers: Tensor, count: int) -> Tensor:
    """(rows, count): which of the numbers stand in a row; 0 is none."""
    table = torch.zeros(len(numbers), count, dtype=torch.bool)
    table[torch.arange(len(numbers))[:, None, None], numbers] = True
    table[:, 0] = False
    return table


def beside(x: Tensor) -> Tensor:
    """Each token between the one before it and the one after it."""
    none = torch.zeros_like(x[:, :1])
    return torch.cat([torch.cat([none, x[:, :-1]], 1), x, torch.cat([x[:, 1:], none], 1)], -1)
