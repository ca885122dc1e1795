"""Linear and integer programmes by HiGHS: one of which only costs and bounds change starts from its last solution."""

from __future__ import annotations

import highspy
import numpy as np
from scipy import sparse

#: With a best solution, or with one when a search for whole numbers ends.
_DONE = (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kSolutionLimit)


class MixedProgramme:
    """Least cost @ x with low <= x <= high and least <= matrix @ x <= most.

    whole: which x are whole numbers, none where nothing is said. nodes: after how many a search for whole numbers ends;
    a busy machine must find what an idle one does, so time does not end it.
    """

    def __init__(
        self,
        matrix: sparse.csr_array,
        least: np.ndarray,
        most: np.ndarray,
        whole: np.ndarray | None = None,
        nodes: int | None = None,
    ) -> None:
        rows, self.size = matrix.shape
        self.solver = highspy.Highs()
        self.solver.setOptionValue("output_flag", False)
        self.solver.setOptionValue("threads", 1)
        if nodes is not None:
            self.solver.setOptionValue("mip_max_nodes", nodes)
        columns = sparse.csc_array(matrix)
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = self.size, rows
        model.col_cost_ = model.col_lower_ = model.col_upper_ = np.zeros(self.size)
        model.row_lower_, model.row_upper_ = least, most
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_, model.a_matrix_.index_ = columns.indptr, columns.indices
        model.a_matrix_.value_ = columns.data
        if whole is not None:
            kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
            model.integrality_ = [kinds[each] for each in whole.astype(int)]
        self.solver.passModel(model)

    def solve(self, cost: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray | None:
        """The cheapest x, of whole numbers the best found; None where there is none."""
        every = np.arange(self.size, dtype=np.int32)
        self.solver.changeColsCost(self.size, every, cost)
        self.solver.changeColsBounds(self.size, every, low, high)
        self.solver.run()
        feasible = self.solver.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        done = feasible and self.solver.getModelStatus() in _DONE
        return np.array(self.solver.getSolution().col_value) if done else None

    @property
    def prices(self) -> np.ndarray:
        """By relation: what one more on its right side adds to the cost last found."""
        return np.array(self.solver.getSolution().row_dual)
